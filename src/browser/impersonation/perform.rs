//! Performs effects.
//!
//! Sending a request, aborting it, asking the host and telling it may all run code that is not ours, and that code may
//! call straight back in. So these come last, when everything else has been performed.

use wasm_bindgen::JsValue;

use super::request::{abort, send};
use super::{face, shell};
use crate::browser::timer::Timer;
use crate::protocol::impersonation::{CallId, Effect, Input, Outcome};

/// Performs an effect, unless it runs code of the host.
pub(super) fn perform(effect: &Effect) {
    match effect {
        Effect::SetTimer(delay) => shell::with(|shell| {
            shell.timer.get_or_insert_with(|| Timer::calling(|_| shell::handle(Input::Timer))).set(*delay);
        }),
        Effect::Begin { session, who } => face::hold(*session, who),
        Effect::Settle { call, outcome } => settle(*call, outcome),
        Effect::Send { .. } | Effect::Abort { .. } | Effect::Confirm { .. } | Effect::Emit { .. } => {}
    }
}

/// Performs those effects that run code of the host.
pub(super) fn run_host_code(effects: &[Effect]) {
    for effect in effects {
        match effect {
            Effect::Abort { attempt } => abort(*attempt),
            // Host code that ran just before may have ended what this is for.
            Effect::Send { attempt, request } if is_calling(*attempt) => send(*attempt, request),
            Effect::Confirm { call, attempt, who } => {
                face::ask(call.number(), *attempt, &who.subject, &who.impersonated_by);
            }
            Effect::Emit { session, event } => face::tell(*session, *event),
            _ => {}
        }
    }
}

fn is_calling(attempt: u32) -> bool {
    shell::with(|shell| shell.sessions.is_calling(attempt))
}

/// Settling a promise runs no code of the host: that comes in a microtask.
fn settle(call: CallId, outcome: &Outcome) {
    let value: JsValue = match outcome {
        Outcome::Opened(session) => session.map_or(JsValue::NULL, |session| session.number().into()),
        Outcome::Token(token) => token.expose().into(),
        Outcome::Ended(revoked) => (*revoked).into(),
        Outcome::Failed(error) => return face::reject(call.number(), &face::error(*error)),
    };
    face::resolve(call.number(), &value);
}
