//! What becomes of what the browser throws. Alone, because every leaf may need it.

use wasm_bindgen::JsValue;

use crate::protocol::Error;

/// The browser threw. What it threw is not kept: its text may hold an address.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Threw;

impl From<JsValue> for Threw {
    fn from(_: JsValue) -> Self {
        Self
    }
}

impl From<Threw> for Error {
    fn from(Threw: Threw) -> Self {
        Self::THREW
    }
}

/// Calls once more if the first call threw: for cleaning up, which cannot wait for a third. The rest is told to the state machine, or
/// to the host.
pub(crate) fn twice<T>(call: impl Fn() -> Result<T, JsValue>) -> Result<T, Threw> {
    call().or_else(|_| call()).map_err(Threw::from)
}
