//! Token sources that are written in JavaScript: addresses, callbacks, and requests whose parts may be functions.

use js_sys::Function;
use serde::Serialize;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{AbortSignal, RequestInit};

use super::error::error_from_js;
use super::read::{address, only, optional};
use super::refusal::Refusal;
use super::to_js;
use crate::browser::api::{TokenContext, TokenRequest};
use crate::browser::fields::{member, set};
use crate::browser::promises::settled;
use crate::browser::provider::{TokenProvider, read_provided};
use crate::protocol::{Error, InvalidOption};

/// The parts of a `TokenRequest` that `fetch` takes as they are.
const FIXED: [(&str, InvalidOption, &[&str]); 2] = [
    ("method", InvalidOption::Method, &["GET", "POST"]),
    ("credentials", InvalidOption::Credentials, &["omit", "same-origin", "include"]),
];

/// Those that it takes as they are, or as a function gives them.
const GIVEN: [(&str, InvalidOption); 2] =
    [("headers", InvalidOption::Headers), ("body", InvalidOption::Body)];

/// What gets tokens from `source`: a function, a request, or an address.
pub(super) fn provider(source: &JsValue) -> Result<TokenProvider, Refusal> {
    if let Some(callback) = source.dyn_ref::<Function>() {
        let callback = callback.clone();
        return Ok(TokenProvider::new(move |context| call(&callback, &context)));
    }
    if let Some(url) = address(source) {
        return Ok(TokenRequest::new(url).provider()?);
    }
    let url = address(&member(source, "url")).ok_or(Error::invalid(InvalidOption::Token))?;
    check(source)?;
    let source = source.clone();
    Ok(TokenRequest::new(url).prepare(move |context| prepare(&source, &context)).provider()?)
}

/// Refuses what `fetch` would refuse each time, and what it would not read.
fn check(request: &JsValue) -> Result<(), Refusal> {
    only(request, &["url", "method", "headers", "body", "credentials"])?;
    for (name, invalid, values) in FIXED {
        let is_known = |value: &JsValue| values.contains(&value.as_string()?.as_str()).then_some(());
        optional(request, name, invalid, is_known)?;
    }
    for (name, invalid) in GIVEN {
        let is_given = |value: &JsValue| {
            let text = value.is_string() && name == "body";
            (text || value.is_object() || value.is_function()).then_some(())
        };
        optional(request, name, invalid, is_given)?;
    }
    Ok(())
}

/// Calls the host. Nothing of the call is kept while its promise is waited for, which may never settle.
fn call(
    callback: &Function,
    context: &TokenContext,
) -> impl Future<Output = Result<crate::protocol::TokenGrant, Error>> + use<> {
    let called = settled(&callback.call1(&JsValue::UNDEFINED, &context_to_js(context)));
    async { called.await.map_err(|thrown| error_from_js(&thrown)).and_then(|given| read_provided(&given)) }
}

/// Asks for those parts that are functions, and waits for the headers, which may be a promise.
fn prepare(
    source: &JsValue,
    context: &TokenContext,
) -> impl Future<Output = Result<RequestInit, Error>> + use<> {
    let init = parts(source, &context_to_js(context));
    let headers = settled(&init.as_ref().map(|init| member(init, "headers")).map_err(JsValue::clone));
    async move {
        let headers = headers.await.map_err(|thrown| error_from_js(&thrown))?;
        let init = init.map_err(|thrown| error_from_js(&thrown))?;
        set(&init, "headers", &headers).map_err(|thrown| error_from_js(&thrown))?;
        Ok(init)
    }
}

fn parts(source: &JsValue, context: &JsValue) -> Result<RequestInit, JsValue> {
    let init = RequestInit::new();
    for (name, ..) in FIXED {
        set(&init, name, &member(source, name))?;
    }
    for (name, _) in GIVEN {
        let part = member(source, name);
        let part = match part.dyn_ref::<Function>() {
            Some(function) => function.call1(&JsValue::UNDEFINED, context)?,
            None => part,
        };
        set(&init, name, &part)?;
    }
    Ok(init)
}

#[derive(Serialize)]
struct Context<'page> {
    #[serde(with = "serde_wasm_bindgen::preserve")]
    signal: AbortSignal,
    reason: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    user: Option<&'page str>,
}

fn context_to_js(context: &TokenContext) -> JsValue {
    let (signal, reason) = (context.signal.clone(), context.reason.as_str());
    to_js(&Context { signal, reason, user: context.user.as_deref() })
}
