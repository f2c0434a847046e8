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
    let access_token = present(&answer, "access_token")?;
    let claims = parse_json(&payload(&access_token)?.into()).ok()?;
    Some(Box::new(Grant {
        access_token: Secret::new(access_token),
        refresh_token: present(&answer, "refresh_token").map(Secret::new),
        expires_in: seconds(&answer, "expires_in"),
        expires_on: seconds(&answer, "expires_on"),
        claims: read_claims(&claims),
    }))
}

fn read_claims(claims: &JsValue) -> Claims {
    Claims {
        issuer: present(claims, "iss"),
        app: present(claims, "azp"),
        subject: present(claims, "sub"),
        impersonated_by: present(claims, "impersonatedBy"),
        issued_at: seconds(claims, "iat"),
        expires_at: seconds(claims, "exp"),
        roles: texts(&own_value(claims, "roles")),
    }
}

/// A string that says something.
fn present(object: &JsValue, name: &str) -> Option<String> {
    own_value(object, name).as_string().filter(|text| !text.is_empty())
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
    let element = |index| element(array, index).ok()?.as_string();
    (0..).map_while(element).collect()
}
