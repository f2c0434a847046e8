//! Reads what a token says of itself. Nothing of it is trusted further than to know its age.

use wasm_bindgen::JsValue;

use super::js::{number, parse_json};
use crate::protocol::{Claims, payload};

/// The claims of a token; none where they cannot be read.
pub(super) fn claims(token: &str) -> Claims {
    // The claims that are looked for are numbers, so that bytes of other letters may stand for whatever they like.
    let text: String = payload(token).unwrap_or_default().into_iter().map(char::from).collect();
    let payload = parse_json(&JsValue::from(text)).unwrap_or_default();
    let seconds = |name| number(&payload, name).and_then(whole_seconds);
    Claims { issued_at: seconds("iat"), expires_at: seconds("exp") }
}

/// A `NumericDate` (RFC 7519 section 2), its fraction cut off; nothing of what is no time.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the range is looked at")]
fn whole_seconds(date: f64) -> Option<u64> {
    (0.0..1e15).contains(&date).then_some(date as u64)
}
