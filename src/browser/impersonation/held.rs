//! What JavaScript holds of a session: an object with its facts, to which the face adds `dispatch(type, detail)`.

use wasm_bindgen::JsValue;

use super::js::List;
use super::perform::call_with;
use crate::browser::js::{Object, member, set};
use crate::protocol::impersonation::{Event, SessionId, Who};

/// The object for a session that begins.
pub(super) fn hold(session: SessionId, who: &Who) -> JsValue {
    let held = describe(who);
    let roles = List::new();
    for role in &who.roles {
        roles.push(role);
    }
    set(&held, "session", &session.number().into());
    set(&held, "roles", &roles);
    held.into()
}

/// `{ subject, impersonatedBy }`.
pub(super) fn describe(who: &Who) -> Object {
    let described = Object::new();
    set(&described, "subject", &(&*who.subject).into());
    if let Some(by) = &who.impersonated_by {
        set(&described, "impersonatedBy", &by.into());
    }
    described
}

/// Tells the host. Its listeners run in here.
pub(super) fn tell(held: &JsValue, event: Event) {
    let told = Object::new();
    set(&told, "type", &event.name().into());
    set(&told, "detail", &detail(event));
    // The face's function does not throw: `dispatchEvent` reports what a listener throws, and goes on.
    let called = call_with(&member(held, "dispatch"), &told);
    debug_assert!(called.is_ok());
}

#[expect(clippy::cast_precision_loss, reason = "milliseconds since the epoch are far below 2^53")]
fn detail(event: Event) -> Object {
    let detail = Object::new();
    match event {
        Event::Expiring { expires_at } => set(&detail, "expiresAt", &(expires_at as f64).into()),
        Event::Ended { reason, revoked } => {
            set(&detail, "reason", &reason.as_str().into());
            set(&detail, "revoked", &revoked.into());
        }
        Event::Error(code) => set(&detail, "code", &code.as_str().into()),
    }
    detail
}
