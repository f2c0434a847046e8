//! Token sources that are written in JavaScript: callbacks, and requests whose parts may be functions.

use std::rc::Rc;

use wasm_bindgen::prelude::*;

use super::errors::from_thrown;
use crate::browser::call::Reply;
use crate::browser::grant::read_grant;
use crate::browser::js::{Function, Object, member, record, set};
use crate::browser::request::send;
use crate::browser::settled::settled;
use crate::browser::supply::{CallContext, Supply};
use crate::protocol::{Error, TokenGrant, word};

/// The parts of a `TokenRequest` that `fetch` takes as they are, or as a function gives them.
const PARTS: &str = "method credentials body headers";

/// Calls `source({ signal, reason, user })` if it is a function; else sends it, a `TokenRequest` for `url`.
pub(super) fn supply(source: JsValue, url: JsValue) -> Supply {
    Rc::new(move |context, reply| {
        let argument = to_js(&context);
        let prepared =
            if source.is_function() { called(&source, &argument) } else { init(&source, &argument) };
        match prepared {
            Err(thrown) => reply.send(Err(from_thrown(&thrown))),
            Ok(given) if source.is_function() => settled(&given, |given| {
                reply.send(given.map_err(|thrown| from_thrown(&thrown)).and_then(|given| read(&given)));
            }),
            Ok(init) => request(url.clone(), init, context.signal, reply),
        }
    })
}

/// The second argument of `fetch`. Those parts that are functions are asked.
fn init(source: &JsValue, argument: &JsValue) -> Result<JsValue, JsValue> {
    let init = Object::new();
    for place in 0..4 {
        let name = word(PARTS, b' ', place);
        let part = member(source, name);
        set(&init, name, if part.is_function() { called(&part, argument)? } else { part });
    }
    Ok(init.into())
}

/// Waits for the headers, which may be a promise, and sends the request.
fn request(url: JsValue, init: JsValue, signal: JsValue, reply: Reply) {
    settled(&member(&init, "headers"), move |headers| match headers {
        Err(thrown) => reply.send(Err(from_thrown(&thrown))),
        Ok(headers) => {
            set(&init, "headers", headers);
            send(&url, &init, &signal, reply);
        }
    });
}

fn read(given: &JsValue) -> Result<TokenGrant, Error> {
    given.as_string().map_or_else(|| read_grant(given), |token| Ok(TokenGrant::new(token)))
}

fn to_js(context: &CallContext) -> JsValue {
    let user = context.user.as_deref().map_or(JsValue::UNDEFINED, JsValue::from);
    record("signal reason user", &[context.signal.clone(), context.reason.as_str().into(), user])
}

/// What a function of the host gives, or throws.
fn called(function: &JsValue, argument: &JsValue) -> Result<JsValue, JsValue> {
    function.unchecked_ref::<Function>().call(&JsValue::UNDEFINED, argument)
}
