//! `EmbedHostError`, the one class of the JavaScript face that is made here too.

use wasm_bindgen::prelude::*;

use crate::browser::js::{number, set, text};
use crate::protocol::{Error, ErrorCode};

#[wasm_bindgen(raw_module = "./error.js")]
extern "C" {
    type EmbedHostError;

    #[wasm_bindgen(constructor)]
    fn new(code: &str, details: &JsValue, message: &str) -> EmbedHostError;
}

/// The error as JavaScript gets it.
pub(super) fn to_js(error: Error) -> JsValue {
    let made: JsValue = EmbedHostError::new(error.code.as_str(), &JsValue::UNDEFINED, error.message()).into();
    if let Some(status) = error.status() {
        set(&made, "status", status.into());
    }
    if let Some(seconds) = error.retry_after() {
        set(&made, "retryAfter", seconds.into());
    }
    made
}

/// What a callback threw. Anything but an `EmbedHostError` with a code of the closed set is `provider-failed`; of
/// an `EmbedHostError` only code and numbers are taken, since its message was written outside.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the casts saturate, and the numbers are the host's own"
)]
pub(super) fn from_thrown(thrown: &JsValue) -> Error {
    let ours = text(thrown, "name").as_deref() == Some("EmbedHostError");
    let code = text(thrown, "code").and_then(|code| ErrorCode::from_name(&code));
    let Some(code) = code.filter(|_| ours) else { return Error::new(ErrorCode::ProviderFailed) };
    let seconds = number(thrown, "retryAfter").map_or(u32::MAX, |seconds| seconds as u32);
    Error::new(code)
        .with_status(number(thrown, "status").unwrap_or_default() as u16)
        .with_retry_after(seconds)
}
