//! What a promise comes to.
//!
//! A continuation instead of a future: the executor that futures need would weigh more than all the code that waits.
//! A Rust front end whose callbacks are futures brings it along.

use wasm_bindgen::prelude::*;

use super::js::{all_settled, array_of, member, text};

/// What happens next.
type Next = Box<dyn FnOnce(Result<JsValue, JsValue>)>;

/// Calls `next` once with what a value or a promise comes to, never before this function has returned.
pub(super) fn settled(value: &JsValue, next: impl FnOnce(Result<JsValue, JsValue>) + 'static) {
    wait(value, Box::new(next));
}

/// The same for all continuations, so that the module holds it once.
fn wait(value: &JsValue, next: Next) {
    let outcomes = all_settled(&array_of(value));
    let next = Closure::once_into_js(move |outcomes: JsValue| {
        let outcome = member(&outcomes, "0");
        let fulfilled = text(&outcome, "status").as_deref() == Some("fulfilled");
        next(if fulfilled { Ok(member(&outcome, "value")) } else { Err(member(&outcome, "reason")) });
    });
    outcomes.then(&next);
}
