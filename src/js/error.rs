//! `EmbedHostError`, the one error class of the package, in both directions.

use serde::Serialize;
use wasm_bindgen::prelude::*;

use super::to_js;
use crate::browser::fields::{number, string};
use crate::protocol::{Error, ErrorCode};

#[wasm_bindgen(raw_module = "../error.js")]
extern "C" {
    /// The class is JavaScript's, so that both modules of the package throw the same one.
    type EmbedHostError;

    #[wasm_bindgen(constructor)]
    fn new(code: &str, details: &JsValue, message: &str) -> EmbedHostError;
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Details {
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_after: Option<u32>,
}

/// The error as JavaScript gets it.
pub(super) fn error_to_js(error: Error) -> JsValue {
    let details = Details { status: error.status(), retry_after: error.retry_after() };
    EmbedHostError::new(error.code.as_str(), &to_js(&details), error.message()).into()
}

/// `invalid-options` with a message of its own.
pub(super) fn invalid_option(message: &str) -> JsValue {
    EmbedHostError::new(ErrorCode::InvalidOptions.as_str(), &JsValue::UNDEFINED, message).into()
}

impl From<Error> for JsValue {
    fn from(error: Error) -> Self {
        error_to_js(error)
    }
}

/// What a callback of the host threw. Anything but an `EmbedHostError` with a code of the closed set is `provider-failed`; of
/// an `EmbedHostError` only code and numbers are taken, since its message was written outside.
#[cfg_attr(not(feature = "js-embed"), expect(dead_code, reason = "only token providers throw"))]
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the casts saturate, and the numbers are the host's own"
)]
pub(super) fn error_from_js(thrown: &JsValue) -> Error {
    let ours = string(thrown, "name").as_deref() == Some("EmbedHostError");
    let code = string(thrown, "code").and_then(|code| ErrorCode::from_name(&code));
    let mut error = Error::new(code.filter(|_| ours).unwrap_or(ErrorCode::ProviderFailed));
    if ours && let Some(status) = number(thrown, "status") {
        error = error.with_status(status as u16);
    }
    if ours && let Some(seconds) = number(thrown, "retryAfter") {
        error = error.with_retry_after(seconds as u32);
    }
    error
}
