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
use crate::protocol::{
    TokenBinding, InvalidOption, EmbedId, EmbedSpec, Error, ErrorCode, Mode, Input, Renewal, SourceId,
};

/// Where the tokens of one embed come from.
pub(super) enum Tokens {
    /// A source of the embed's own, which ends with it, with its timeout in milliseconds.
    Own(Supply, Option<u32>),
    /// A source that other embeds may use too.
    Shared(SourceId),
}

impl Tokens {
    /// The deadline of a source of the embed's own, in milliseconds.
    const fn timeout(&self) -> Option<u32> {
        match self {
            Self::Shared(_) => None,
            Self::Own(_, timeout) => *timeout,
        }
    }

    /// The account of a user who is served with these tokens. A source of the embed's own is added for it.
    pub(super) fn account(self, user: Option<String>) -> Result<TokenBinding, Error> {
        let (source, owns_source) = match self {
            Self::Shared(source) => (source, false),
            Self::Own(supply, timeout) => (supply::add(supply, user.clone(), timeout)?, true),
        };
        Ok(TokenBinding { source, owns_source, user })
    }
}

/// What `mount` and `attach` share.
pub(super) struct Opening<'page> {
    pub(super) frame: Frame,
    pub(super) provenance: Provenance,
    /// Where a frame that was built goes.
    pub(super) container: Option<&'page JsValue>,
    pub(super) user: Option<String>,
    pub(super) renewal: Renewal,
    /// An `AbortSignal`, or undefined.
    pub(super) signal: &'page JsValue,
}

impl Opening<'_> {
    /// Opens the embed, and gives its number. The number of an embed whose signal is aborted already finds nothing.
    pub(super) fn open(self, tokens: Tokens, host: Box<dyn Host>) -> Result<EmbedId, Error> {
        host.show(&self.frame);
        if js::member(self.signal, "aborted").is_truthy() {
            host.settle(Err(Error::new(ErrorCode::Aborted)));
            return Ok(EmbedId::of(0));
        }
        let timeout = tokens.timeout();
        let first = if self.container.is_some() { Mode::Mounted } else { Mode::Attached };
        let spec = EmbedSpec {
            account: tokens.account(self.user)?,
            origin: self.provenance.origin().clone(),
            first,
            renewal: self.renewal,
        };
        let mounted = Rc::new(Mounted {
            frame: self.frame.clone().into(),
            shown: Cell::default(),
            retired: RefCell::default(),
            origin: self.provenance.origin().as_str().into(),
            provenance: self.provenance,
            asker: Cell::default(),
            timeout,
            host,
            loading: RefCell::default(),
            aborting: RefCell::default(),
        });
        let embed = shell::add_embed(spec, mounted.clone())?;
        let appended =
            self.container.map(|container| container.unchecked_ref::<Container>().append_child(&self.frame));
        if let Some(Err(_)) = appended {
            shell::handle(Input::Close(embed));
            return Err(Error::invalid(InvalidOption::Target));
        }
        mounted.listen(embed);
        if !self.signal.is_undefined() {
            let close = move |_| shell::handle(Input::Close(embed));
            let listener = Listener::new(self.signal.clone().unchecked_into(), "abort", close);
            mounted.aborting.replace(Some(listener));
        }
        shell::handle_quietly(Input::Open(embed));
        Ok(embed)
    }
}
