//! What the npm package's JavaScript calls: each function converts and calls the [API](crate::browser::api), no more.
//!
//! Embeds, token sources and sessions cross the border as numbers, so that JavaScript holds nothing that has to be freed: an
//! exported class would be freed by the garbage collector when a page ignores what `mount` returns.

mod error;
mod read;
mod refusal;

#[cfg(feature = "js-embed")]
mod embed;
#[cfg(feature = "js-embed")]
mod events;
#[cfg(feature = "js-impersonation")]
mod impersonation;
#[cfg(feature = "js-impersonation")]
mod impersonation_options;
#[cfg(feature = "js-embed")]
mod options;
#[cfg(feature = "js-embed")]
mod snapshot;
#[cfg(feature = "js-embed")]
mod token_provider;

use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::JsValue;

/// The version of this module: in the entry `embed-host/slim`, the script and the module come in two files.
#[cfg(all(feature = "js-embed", feature = "js-impersonation"))]
#[wasm_bindgen::prelude::wasm_bindgen]
#[expect(unreachable_pub, reason = "exports to JavaScript are public functions, wherever they are")]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").into()
}

/// A value for JavaScript, as JSON would write it: what is `None` is `null`, unless its member is skipped.
fn to_js(value: &impl Serialize) -> JsValue {
    // Plain records of strings, numbers and values of JavaScript: none of them can fail.
    value.serialize(&Serializer::json_compatible()).unwrap_or_default()
}

/// Milliseconds or seconds for JavaScript.
#[expect(clippy::cast_precision_loss, reason = "times within a page's life are far below 2^53")]
const fn time(number: u64) -> f64 {
    number as f64
}
