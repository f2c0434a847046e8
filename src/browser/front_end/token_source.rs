//! Where tokens come from, as a Rust front end makes it.

use std::rc::Rc;

use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::AbortSignal;

use super::abortable::Abortable;
use super::request::TokenRequest;
use crate::browser::call::Reply;
use crate::browser::listener::Listener;
use crate::browser::request::send;
use crate::browser::shell;
use crate::browser::supply::{self, CallContext, Supply, is_understood};
use crate::protocol::{InvalidOption, Error, FetchReason, Input, SourceId, TokenGrant};

/// What a token callback is told.
#[derive(Clone, Debug)]
pub struct TokenContext {
    signal: JsValue,
    /// Why a token is wanted.
    pub reason: FetchReason,
    /// The user of the embed or of the source.
    pub user: Option<String>,
}

impl TokenContext {
    /// Aborted at the deadline, and when nobody waits for the token any more.
    pub fn signal(&self) -> AbortSignal {
        self.signal.clone().into()
    }
}

/// Calls an endpoint with an `init` that is made anew for each call.
pub(super) fn endpoint(request: TokenRequest) -> Result<Supply, Error> {
    let url = JsValue::from(&request.url);
    if !is_understood(&url) {
        return Err(Error::invalid(InvalidOption::Token));
    }
    Ok(Rc::new(move |context, reply| send(&url, &request.init().into(), &context.signal, reply)))
}

/// A token source that several embeds can share: they share one fetch. Dropping it leaves it to its embeds;
/// [`TokenSource::close`] ends it.
#[derive(Clone, Debug)]
pub struct TokenSource {
    pub(super) id: SourceId,
}

impl TokenSource {
    /// A source that calls the host's token endpoint, for `user` if one is named, with a timeout in milliseconds
    /// (default 10000).
    ///
    /// # Errors
    ///
    /// `invalid-options` if the address is not a URL, or the timeout is zero.
    pub fn endpoint(
        request: TokenRequest,
        user: Option<String>,
        timeout: Option<u32>,
    ) -> Result<Self, Error> {
        supply::add(endpoint(request)?, user, timeout).map(|id| Self { id })
    }

    /// A source that calls back. An error with the code `refused` is final.
    ///
    /// # Errors
    ///
    /// `invalid-options` if the timeout is zero.
    pub fn callback<C, F>(callback: C, user: Option<String>, timeout: Option<u32>) -> Result<Self, Error>
    where
        C: Fn(TokenContext) -> F + 'static,
        F: Future<Output = Result<TokenGrant, Error>> + 'static,
    {
        let supply = move |context: CallContext, reply: Reply| {
            let target = context.signal.clone().unchecked_into();
            let context = TokenContext { signal: context.signal, reason: context.reason, user: context.user };
            let future = Rc::new(Abortable::new(Box::pin(callback(context))));
            let running = future.clone();
            let listener = Listener::new(target, "abort", move |_| running.abort());
            spawn_local(async move {
                let answer = future.run().await;
                drop(listener);
                if let Some(answer) = answer {
                    reply.send(answer);
                }
            });
        };
        supply::add(Rc::new(supply), user, timeout).map(|id| Self { id })
    }

    /// Ends the source: a fetch under way is aborted and its embeds get no more tokens. Harmless when called again.
    pub fn close(&self) {
        shell::handle(Input::CloseSource(self.id));
    }
}
