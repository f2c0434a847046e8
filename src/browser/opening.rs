//! How an embed begins, once its options are known to be good.

use core::cell::{Cell, RefCell};
use std::rc::Rc;

use wasm_bindgen::{JsCast, JsValue};

use super::host::Host;
use super::js::{self, Container, Frame};
use super::listener::Listener;
use super::mounted::{Mounted, Provenance};
use super::shell;
use super::supply::{self, Supply};
use crate::protocol::{BadOption, EmbedId, EmbedSpec, Error, ErrorCode, FirstToken, Input, SourceId};

/// Where the tokens of one embed come from.
pub(super) enum Tokens {
    /// A source of the embed's own, which ends with it, with its timeout in milliseconds.
    Own(Supply, Option<u32>),
    /// A source that other embeds may use too.
    Shared(SourceId),
}

/// What `mount` and `attach` share.
pub(super) struct Opening<'page> {
    pub(super) frame: Frame,
    pub(super) provenance: Provenance,
    /// Where a frame that was built goes.
    pub(super) container: Option<&'page JsValue>,
    pub(super) user: Option<String>,
    /// An `AbortSignal`, or undefined.
    pub(super) signal: &'page JsValue,
}

impl Opening<'_> {
    /// Opens the embed, and gives its number. The number of an embed whose signal is aborted already finds nothing.
    pub(super) fn open(self, tokens: Tokens, host: Box<dyn Host>) -> Result<EmbedId, Error> {
        if js::member(self.signal, "aborted").is_truthy() {
            host.settle(Err(Error::new(ErrorCode::Aborted)));
            return Ok(EmbedId::of(0));
        }
        let (source, owns_source) = match tokens {
            Tokens::Shared(source) => (source, false),
            Tokens::Own(supply, timeout) => (supply::add(supply, self.user.clone(), timeout)?, true),
        };
        let first = if self.container.is_some() { FirstToken::InAddress } else { FirstToken::OnRequest };
        let spec = EmbedSpec {
            source,
            owns_source,
            origin: self.provenance.origin().clone(),
            user: self.user,
            first,
        };
        let mounted = Rc::new(Mounted {
            frame: self.frame.clone(),
            origin: self.provenance.origin().as_str().into(),
            provenance: self.provenance,
            asker: Cell::default(),
            host,
            listeners: RefCell::default(),
        });
        let embed = shell::add_embed(spec, mounted.clone())?;
        let appended =
            self.container.map(|container| container.unchecked_ref::<Container>().append_child(&self.frame));
        if let Some(Err(_)) = appended {
            shell::handle(Input::Close(embed));
            return Err(Error::invalid(BadOption::Target));
        }
        listen(embed, &mounted, self.signal);
        shell::handle_quietly(Input::Open(embed));
        Ok(embed)
    }
}

/// Listens to the frame's load event and to the host's signal.
fn listen(embed: EmbedId, mounted: &Mounted, signal: &JsValue) {
    let mut listeners = mounted.listeners.borrow_mut();
    let frame = mounted.frame.clone().unchecked_into();
    listeners.push(Listener::new(frame, "load", move |_| shell::handle(Input::Loaded(embed))));
    if !signal.is_undefined() {
        let signal = signal.clone().unchecked_into();
        listeners.push(Listener::new(signal, "abort", move |_| shell::handle(Input::Close(embed))));
    }
}
