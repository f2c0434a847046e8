//! Reads what a token source gave, from JSON or from a callback.

use wasm_bindgen::JsValue;

use super::js::{number, text};
use crate::protocol::{Error, ErrorCode, TokenGrant};

/// Reads `{ token }` or `{ jwt }`, with `expires_in` or `expiresIn` in seconds.
pub(super) fn read_grant(value: &JsValue) -> Result<TokenGrant, Error> {
    let token =
        text(value, "token").or_else(|| text(value, "jwt")).ok_or(Error::new(ErrorCode::BadResponse))?;
    let life = number(value, "expires_in").or_else(|| number(value, "expiresIn"));
    Ok(TokenGrant { expires_in: life.and_then(whole_seconds), ..TokenGrant::new(token) })
}

/// A life that makes sense: what is no positive number says nothing, and the token's own claims count.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the cast saturates, and what is not above zero is left out"
)]
fn whole_seconds(seconds: f64) -> Option<u32> {
    Some(seconds as u32).filter(|seconds| *seconds > 0)
}
