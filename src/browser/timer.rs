//! The one timer of the page.

use wasm_bindgen::prelude::*;

use super::js::{clear_timeout, set_timeout};
use super::shell;
use crate::protocol::Input;

/// The longest delay a browser's timer takes, in milliseconds; a longer one would fire at once.
const LONGEST_DELAY: u64 = (1 << 31) - 1;

/// A timer, and the callback that it shares with all timers before and after it.
pub(super) struct Timer {
    callback: Closure<dyn Fn(JsValue)>,
    set: f64,
}

impl Timer {
    /// A timer that is not set.
    pub(super) fn new() -> Self {
        Self { callback: Closure::wrap(Box::new(|_| shell::handle(Input::Timer))), set: 0.0 }
    }

    /// Sets it to go off in so many milliseconds, or clears it.
    pub(super) fn set(&mut self, delay: Option<u64>) {
        clear_timeout(self.set);
        #[expect(clippy::cast_precision_loss, reason = "the longest delay has 31 bits")]
        let delay = delay.map(|delay| delay.min(LONGEST_DELAY) as f64);
        self.set = delay.map_or(0.0, |delay| set_timeout(self.callback.as_ref(), delay));
    }
}
