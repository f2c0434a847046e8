//! Token sources that are written in JavaScript: addresses, callbacks, and requests whose parts may be functions.

use js_sys::Function;
use serde::Serialize;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{AbortSignal, RequestInit};

use super::error::error_from_js;
use super::to_js;
use crate::browser::api::{TokenContext, TokenRequest};
use crate::browser::fields::{member, set};
use crate::browser::promises::settled;
use crate::browser::provider::{TokenProvider, read_provided};
use crate::protocol::{Error, InvalidOption};

/// The parts of a `TokenRequest` that `fetch` takes as they are, or as a function gives them.
const PARTS: [&str; 4] = ["method", "credentials", "body", "headers"];

/// What gets tokens from `source`: a function, a request, or an address.
pub(super) fn provider(source: &JsValue) -> Result<TokenProvider, Error> {
    if let Some(callback) = source.dyn_ref::<Function>() {
        let callback = callback.clone();
        return Ok(TokenProvider::new(move |context| call(&callback, &context)));
    }
    let url = Some(member(source, "url")).filter(|url| !url.is_undefined());
    let url = url.as_ref().unwrap_or(source).as_string().ok_or(Error::invalid(InvalidOption::Token))?;
    let source = source.clone();
    TokenRequest::new(url).prepare(move |context| prepare(&source, &context)).provider()
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
        set(&init, "headers", &headers);
        Ok(init)
    }
}

fn parts(source: &JsValue, context: &JsValue) -> Result<RequestInit, JsValue> {
    let init = RequestInit::new();
    for name in PARTS {
        let part = member(source, name);
        let part = match part.dyn_ref::<Function>() {
            Some(function) => function.call1(&JsValue::UNDEFINED, context)?,
            None => part,
        };
        set(&init, name, &part);
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
