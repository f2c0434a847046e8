//! The page's `fetch`, and what comes of it. Alone, because token endpoints and auth servers are called in the same way.

use js_sys::Function;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{RequestInit, Response};

use super::environment;
use super::fields::{member, number};
use super::promises::settled;

/// Calls whatever `fetch` is at this moment, and waits for a response. An error is whatever was thrown, or `undefined` where
/// what came is no response: a host may have replaced `fetch` by anything.
pub(super) async fn fetch(url: &JsValue, init: &RequestInit) -> Result<(u16, Response), JsValue> {
    let called = call(url, init);
    let response = settled(&called).await?;
    // By what it has, and not by its class: a library or another realm has classes of its own.
    let status = number(&response, "status").filter(|status| (200.0..600.0).contains(status));
    Ok((to_status(status.ok_or(JsValue::UNDEFINED)?), response.unchecked_into()))
}

fn call(url: &JsValue, init: &RequestInit) -> Result<JsValue, JsValue> {
    let window = environment::window().map_err(|_| JsValue::UNDEFINED)?;
    member(&window, "fetch").dyn_into::<Function>()?.call2(&window, url, init)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a status has three digits")]
const fn to_status(number: f64) -> u16 {
    number as u16
}

/// A header. `None` also where what stands in for a response has no headers at all, or gives something else for one: nothing of
/// web-sys's `Headers` may be called on it, whose glue takes whatever comes for a string.
pub(super) fn header(response: &Response, name: &str) -> Option<String> {
    let headers = member(response, "headers");
    let get: Function = member(&headers, "get").dyn_into().ok()?;
    get.call1(&headers, &name.into()).ok()?.as_string()
}

/// The whole body as text; empty if it is no text.
pub(super) async fn body(response: &Response) -> Result<String, JsValue> {
    let body = settled(&response.text().map(JsValue::from)).await?;
    Ok(body.as_string().unwrap_or_default())
}
