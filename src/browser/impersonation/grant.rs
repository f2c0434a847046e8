//! Reads what the token endpoint gave.
//!
//! Only own properties count: what somebody has put on `Object.prototype` is no claim of a token.

use wasm_bindgen::prelude::*;

use super::host::parse_bytes;
use crate::browser::js::own_value;
use crate::protocol::impersonation::{Claims, Grant};
use crate::protocol::{Secret, payload};

#[wasm_bindgen]
extern "C" {
    /// An element of an array, if it is one and has so many.
    #[wasm_bindgen(catch, js_namespace = Reflect, js_name = get)]
    fn element(array: &JsValue, index: usize) -> Result<JsValue, JsValue>;
}

/// Reads an answer. Nothing unless it holds an access token that is a JWT.
pub(super) fn read_grant(answer: &JsValue) -> Option<Box<Grant>> {
    let access_token = text(answer, "access_token");
    let claims = parse_bytes(&payload(&access_token)?);
    Some(Box::new(Grant {
        access_token: Secret::new(access_token),
        refresh_token: Secret::new(text(answer, "refresh_token")),
        expires_in: seconds(answer, "expires_in"),
        expires_on: seconds(answer, "expires_on"),
        claims: Claims {
            issuer: text(&claims, "iss"),
            app: text(&claims, "azp"),
            subject: text(&claims, "sub"),
            impersonated_by: text(&claims, "impersonatedBy"),
            issued_at: seconds(&claims, "iat"),
            expires_at: seconds(&claims, "exp"),
            roles: texts(&own_value(&claims, "roles")),
        },
    }))
}

/// A string; an empty one where there is none.
fn text(object: &JsValue, name: &str) -> String {
    own_value(object, name).as_string().unwrap_or_default()
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the cast saturates, and cuts a fraction off"
)]
fn seconds(object: &JsValue, name: &str) -> Option<u64> {
    own_value(object, name).as_f64().filter(|number| *number > 0.0).map(|number| number as u64)
}

/// The strings at the beginning of an array.
fn texts(array: &JsValue) -> Vec<String> {
    let mut texts = Vec::new();
    while let Some(text) = element(array, texts.len()).ok().and_then(|element| element.as_string()) {
        texts.push(text);
    }
    texts
}
