//! The calls to token sources that are under way.

use futures_util::future::{AbortHandle, Abortable};
use wasm_bindgen_futures::spawn_local;
use web_sys::AbortController;

use super::provider::{TokenContext, TokenProvider};
use crate::protocol::{Error, ErrorCode, FetchReason, TokenGrant};

/// A token source: what gets a token, and the calls that have not ended. There are two while the first is being aborted.
pub(super) struct RegisteredSource {
    pub(super) provider: TokenProvider,
    in_flight: Vec<InFlight>,
}

impl RegisteredSource {
    pub(super) const fn new(provider: TokenProvider) -> Self {
        Self { provider, in_flight: Vec::new() }
    }

    pub(super) fn insert(&mut self, call: InFlight) {
        self.in_flight.push(call);
    }

    /// Takes a call out that has ended, or is to be aborted.
    pub(super) fn take(&mut self, attempt: u32) -> Option<InFlight> {
        let at = self.in_flight.iter().position(|call| call.attempt == attempt)?;
        Some(self.in_flight.swap_remove(at))
    }
}

/// One call. Dropping it aborts it: the host's listeners on the signal run, and its answer is not waited for any more.
pub(super) struct InFlight {
    attempt: u32,
    /// None once the call has ended by itself.
    controller: Option<AbortController>,
    task: AbortHandle,
}

impl InFlight {
    /// Calls a provider in a microtask: a call that is aborted in the tick in which it was wanted never reaches the host.
    pub(super) fn start(
        provider: TokenProvider,
        attempt: u32,
        reason: FetchReason,
        user: Option<String>,
        on_answer: impl FnOnce(Result<TokenGrant, Error>) + 'static,
    ) -> Result<Self, Error> {
        let controller = AbortController::new().map_err(|_| Error::new(ErrorCode::ProviderFailed))?;
        let context = TokenContext { signal: controller.signal(), reason, user };
        let (task, registration) = AbortHandle::new_pair();
        let call = Abortable::new(async move { provider.token(context).await }, registration);
        spawn_local(async move {
            if let Ok(answer) = call.await {
                on_answer(answer);
            }
        });
        Ok(Self { attempt, controller: Some(controller), task })
    }

    /// The call has ended by itself: there is nothing left to abort.
    pub(super) fn complete(mut self) {
        self.controller = None;
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        if let Some(controller) = self.controller.take() {
            self.task.abort();
            controller.abort();
        }
    }
}
