//! The state of the page, and the way into the state machine.

use core::cell::RefCell;
use core::mem::ManuallyDrop;

use super::host::perform;
use crate::browser::time::now;
use crate::protocol::impersonation::{Input, Sessions};

thread_local! {
    /// It lives as long as the page does. Nothing has to be kept that could drop it.
    static SESSIONS: RefCell<ManuallyDrop<Sessions>> = const { RefCell::new(ManuallyDrop::new(Sessions::new())) };
}

/// Looks at the state, or changes it.
pub(super) fn with<T>(look: impl FnOnce(&mut Sessions) -> T) -> T {
    SESSIONS.with(|sessions| look(&mut sessions.borrow_mut()))
}

/// Takes an input, and performs its effects.
#[inline(never)]
pub(super) fn handle(input: Input) {
    let effects = with(|sessions| sessions.handle(input, now()));
    for effect in &effects {
        perform(effect);
    }
}
