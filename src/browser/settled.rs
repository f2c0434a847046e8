//! What a promise comes to.
//!
//! A continuation instead of a future: the executor that futures need would weigh more than all the code that waits.
//! A Rust front end whose callbacks are futures brings it along.
//!
//! There is one callback for all promises. Which of them it is about stands beside what it came to: a promise is waited for
//! together with the number under which its continuation is kept.

use core::cell::RefCell;

use wasm_bindgen::prelude::*;

use super::js::{all_settled, array_of, member, number, text};

/// What happens next.
type Next = Box<dyn FnOnce(Result<JsValue, JsValue>)>;

/// The continuations that wait.
struct Waiting {
    last: f64,
    rows: Vec<(f64, Next)>,
}

thread_local! {
    static WAITING: RefCell<Waiting> = const { RefCell::new(Waiting { last: 0.0, rows: Vec::new() }) };
    static RESUME: Closure<dyn Fn(JsValue)> = Closure::wrap(Box::new(|outcomes| resume(&outcomes)));
}

/// Calls `next` once with what a value or a promise comes to, never before this function has returned.
pub(super) fn settled(value: &JsValue, next: impl FnOnce(Result<JsValue, JsValue>) + 'static) {
    wait(value, Box::new(next));
}

/// The same for all continuations, so that the module holds it once.
fn wait(value: &JsValue, next: Next) {
    let number = WAITING.with_borrow_mut(|waiting| {
        waiting.last += 1.0;
        waiting.rows.push((waiting.last, next));
        waiting.last
    });
    RESUME.with(|resume| all_settled(&array_of(value, number)).then(resume.as_ref()));
}

fn resume(outcomes: &JsValue) {
    let (outcome, which) = (member(outcomes, "0"), number(&member(outcomes, "1"), "value"));
    let next = WAITING.with_borrow_mut(|waiting| {
        let at = waiting.rows.iter().position(|(number, _)| Some(*number) == which)?;
        Some(waiting.rows.swap_remove(at).1)
    });
    if let Some(next) = next {
        let fulfilled = text(&outcome, "status").as_deref() == Some("fulfilled");
        next(if fulfilled { Ok(member(&outcome, "value")) } else { Err(member(&outcome, "reason")) });
    }
}
