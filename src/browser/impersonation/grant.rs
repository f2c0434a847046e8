//! Reads what the token endpoint gave.
//!
//! Only own properties count: what somebody has put on `Object.prototype` is no claim of a token.

use wasm_bindgen::JsValue;

use super::js::element;
use crate::browser::js::{own_value, parse_json};
use crate::protocol::Secret;
use crate::protocol::impersonation::{Claims, Grant, payload};

/// Reads the text of an answer. Nothing unless it holds an access token that is a JWT.
pub(super) fn read_grant(answer: &JsValue) -> Option<Box<Grant>> {
    let answer = parse_json(answer).ok()?;
    let access_token = text(&answer, "access_token");
    let claims = parse_json(&payload(&access_token)?.into()).ok()?;
    Some(Box::new(Grant {
        access_token: Secret::new(access_token),
        refresh_token: Some(text(&answer, "refresh_token"))
            .filter(|token| !token.is_empty())
            .map(Secret::new),
        expires_in: seconds(&answer, "expires_in"),
        expires_on: seconds(&answer, "expires_on"),
        claims: read_claims(&claims),
    }))
}

fn read_claims(claims: &JsValue) -> Claims {
    Claims {
        issuer: text(claims, "iss"),
        app: text(claims, "azp"),
        subject: text(claims, "sub"),
        impersonated_by: text(claims, "impersonatedBy"),
        issued_at: seconds(claims, "iat"),
        expires_at: seconds(claims, "exp"),
        roles: texts(&own_value(claims, "roles")),
    }
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
