//! Calls to token sources that are under way.

use wasm_bindgen::JsValue;

use super::claims::claims;
use super::js::{AbortController, member};
use super::settled::settled;
use super::shell;
use super::supply::CallContext;
use crate::protocol::{Error, FetchReason, Input, SourceId, TokenGrant};

/// One call, and the signal that stops it.
pub(super) struct Call {
    attempt: u32,
    controller: AbortController,
}

/// The way back into the state machine, for one call.
pub(super) struct Reply {
    source: SourceId,
    attempt: u32,
}

impl Reply {
    /// Ends the call. The answer to one that was aborted meanwhile is dropped by the state machine.
    pub(super) fn send(self, answer: Result<TokenGrant, Error>) {
        let Self { source, attempt } = self;
        let answer = answer.map(|grant| TokenGrant { claims: claims(grant.token.expose()), ..grant });
        drop(take(source, attempt));
        shell::report_departures();
        shell::handle(Input::Answered { source, attempt, answer });
    }
}

/// Makes a call in a microtask: one that is aborted in the tick in which it was wanted never reaches the source.
pub(super) fn start(source: SourceId, attempt: u32, reason: FetchReason) {
    let controller = AbortController::new();
    let signal = member(&controller, "signal");
    shell::with(|shell| {
        if let Some(row) = shell.suppliers.get_mut(source) {
            row.calls.push(Call { attempt, controller });
        }
    });
    settled(&JsValue::UNDEFINED, move |_| {
        let supply = shell::with(|shell| {
            let supplier = shell.suppliers.get(source).filter(|_| shell.page.is_calling(source, attempt))?;
            Some((supplier.supply.clone(), shell.page.user(source)))
        });
        if let Some((supply, user)) = supply {
            supply(CallContext { signal, reason, user }, Reply { source, attempt });
        }
    });
}

/// Stops a call. The source's own listeners on the signal run in here.
pub(super) fn abort(source: SourceId, attempt: u32) {
    if let Some(call) = take(source, attempt) {
        call.controller.abort();
    }
}

fn take(source: SourceId, attempt: u32) -> Option<Call> {
    shell::with(|shell| {
        let calls = &mut shell.suppliers.get_mut(source)?.calls;
        let at = calls.iter().position(|call| call.attempt == attempt)?;
        Some(calls.swap_remove(at))
    })
}
