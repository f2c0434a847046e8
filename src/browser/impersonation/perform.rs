//! Performs effects.
//!
//! Sending a request, aborting it, asking the host and telling it may all run code that is not ours, and that code may
//! call straight back in. So these come last, when everything else has been performed.

use wasm_bindgen::{JsCast, JsValue};

use super::errors::to_js;
use super::held::{describe, hold, tell};
use super::request::{abort, send};
use super::shell::{self, Waiting};
use crate::browser::js::{Function, Object, set};
use crate::browser::settled::settled;
use crate::browser::timer::Timer;
use crate::protocol::impersonation::{CallId, Effect, Event, Input, Outcome, SessionId, Who};

/// Performs an effect, unless it runs code of the host.
pub(super) fn perform(effect: &Effect) {
    match effect {
        Effect::SetTimer(delay) => shell::with(|shell| {
            shell.timer.get_or_insert_with(|| Timer::calling(|_| shell::handle(Input::Timer))).set(*delay);
        }),
        Effect::Begin { session, who } => {
            let held = hold(*session, who);
            shell::with(|shell| shell.held.follow(*session, held));
        }
        Effect::Settle { call, outcome } => settle(*call, outcome),
        Effect::Send { .. } | Effect::Abort { .. } | Effect::Confirm { .. } | Effect::Emit { .. } => {}
    }
}

/// Performs those effects that run code of the host.
pub(super) fn run_host_code(effects: Vec<Effect>) {
    for effect in effects {
        match effect {
            Effect::Abort { attempt } => abort(attempt),
            // Host code that ran just before may have ended what this is for.
            Effect::Send { attempt, request } if is_calling(attempt) => send(attempt, &request),
            Effect::Confirm { call, attempt, who } => confirm(call, attempt, &who),
            Effect::Emit { session, event } => emit(session, event),
            _ => {}
        }
    }
}

fn is_calling(attempt: u32) -> bool {
    shell::with(|shell| shell.sessions.is_calling(attempt))
}

/// The functions that settle a promise run no code of the host: that comes in a microtask.
fn settle(call: CallId, outcome: &Outcome) {
    let Some(Waiting { resolve, reject, .. }) = shell::with(|shell| shell.waiting.remove(call)) else {
        return;
    };
    let (function, argument) = match outcome {
        Outcome::Opened(session) => {
            let held = session.and_then(|session| shell::with(|shell| shell.held.get(session).cloned()));
            (resolve, held.unwrap_or(JsValue::NULL))
        }
        Outcome::Token(token) => (resolve, token.expose().into()),
        Outcome::Ended(revoked) => {
            let ended = Object::new();
            set(&ended, "revoked", &(*revoked).into());
            (resolve, ended.into())
        }
        Outcome::Failed(error) => (reject, to_js(*error)),
    };
    drop(call_with(&function, &argument));
}

/// Calls a function with one argument.
pub(super) fn call_with(function: &JsValue, argument: &JsValue) -> Result<JsValue, JsValue> {
    function.unchecked_ref::<Function>().call(&JsValue::UNDEFINED, argument)
}

/// Asks the host. Nothing but `true` is a yes.
fn confirm(call: CallId, attempt: u32, who: &Who) {
    let function = shell::with(|shell| shell.waiting.get(call).map(|waiting| waiting.confirm.clone()));
    let said = call_with(&function.unwrap_or_default(), &describe(who)).unwrap_or_default();
    settled(&said, move |said| {
        let yes = said.ok().and_then(|said| said.as_bool()) == Some(true);
        shell::handle(Input::Confirmed { attempt, yes });
    });
}

fn emit(session: SessionId, event: Event) {
    let held = shell::with(|shell| match event {
        Event::Ended { .. } => shell.held.remove(session),
        Event::Expiring { .. } | Event::Error(_) => shell.held.get(session).cloned(),
    });
    if let Some(held) = held {
        tell(&held, event);
    }
}
