//! `EmbedHostError`, which both entries of the package take from one file.

use wasm_bindgen::prelude::*;

use crate::browser::js::{Object, set};
use crate::protocol::impersonation::Error;

#[wasm_bindgen(raw_module = "./error.js")]
extern "C" {
    type EmbedHostError;

    #[wasm_bindgen(constructor)]
    fn new(code: &str, details: &JsValue, message: &str) -> EmbedHostError;
}

/// The error as JavaScript gets it.
pub(super) fn to_js(error: Error) -> JsValue {
    let details = Object::new();
    if let Some(status) = error.status {
        set(&details, "status", &status.into());
    }
    if let Some(seconds) = error.retry_after {
        set(&details, "retryAfter", &seconds.into());
    }
    EmbedHostError::new(error.code.as_str(), &details, error.message()).into()
}
