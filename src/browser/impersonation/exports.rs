//! The functions the JavaScript face calls. Their names and arguments are between it and this file alone.
#![expect(unreachable_pub, reason = "exports to JavaScript are public functions, wherever they stand")]
#![expect(
    clippy::needless_pass_by_value,
    reason = "what JavaScript lends costs more code than what it gives"
)]

use wasm_bindgen::prelude::*;

use super::errors::to_js;
use super::perform::call_with;
use super::{address, options, shell};
use crate::browser::js::{Object, member, set};
use crate::browser::time::now;
use crate::protocol::impersonation::{Error, Input, Link, Order, SessionId};

/// Takes the link out of the address. `null` if there is none.
#[wasm_bindgen(js_name = takeLink)]
pub fn take_link(options: JsValue) -> Result<JsValue, JsValue> {
    let taken = options::names(&options).and_then(|names| address::take(&names));
    taken.map(|link| link.map_or(JsValue::NULL, write)).map_err(to_js)
}

/// Takes the link out of the address, and keeps it or what was wrong with it for the call that will ask.
#[wasm_bindgen(js_name = keepLink)]
pub fn keep_link() {
    let taken = options::names(&JsValue::UNDEFINED).and_then(|names| address::take(&names));
    shell::with(|shell| shell.sessions.keep(taken));
}

/// Opens or resumes a session. `link` is the option of that name: `null` and `undefined` are not the same there.
#[wasm_bindgen]
pub fn impersonate(options: JsValue, link: JsValue, resolve: JsValue, reject: JsValue) {
    match order(&options, &link) {
        Ok(order) => {
            let call = shell::wait(resolve, reject, member(&options, "confirm"));
            shell::handle(Input::Open { call, order });
        }
        Err(error) => drop(call_with(&reject, &to_js(error))),
    }
}

/// Gives an access token.
#[wasm_bindgen(js_name = accessToken)]
pub fn access_token(session: u32, resolve: JsValue, reject: JsValue) {
    let call = shell::wait(resolve, reject, JsValue::UNDEFINED);
    shell::handle(Input::WantToken { call, session: SessionId::of(session) });
}

/// Ends a session.
#[wasm_bindgen(js_name = endSession)]
pub fn end_session(session: u32, resolve: JsValue) {
    let call = shell::wait(resolve, JsValue::UNDEFINED, JsValue::UNDEFINED);
    shell::handle(Input::End { call, session: SessionId::of(session) });
}

/// When a session will be over, in milliseconds since the epoch. `undefined` if it is over.
#[wasm_bindgen(js_name = expiresAt)]
#[expect(clippy::cast_precision_loss, reason = "milliseconds since the epoch are far below 2^53")]
pub fn expires_at(session: u32) -> JsValue {
    let end = shell::with(|shell| shell.sessions.expires_at(SessionId::of(session), now()));
    end.map_or(JsValue::UNDEFINED, |end| (end as f64).into())
}

/// Where a session is really kept.
#[wasm_bindgen(js_name = keptIn)]
pub fn kept_in(session: u32) -> JsValue {
    shell::with(|shell| shell.sessions.place(SessionId::of(session))).as_str().into()
}

/// Takes the address's link first: it is gone from there, and kept, also when an option is wrong.
fn order(options: &JsValue, given: &JsValue) -> Result<Order, Error> {
    if given.is_undefined() && !shell::with(|shell| shell.sessions.keeps()) {
        keep_link();
    }
    let mut order = options::order(options)?;
    order.link = if given.is_undefined() {
        shell::with(|shell| shell.sessions.take_kept())?
    } else if given.is_null() {
        None
    } else {
        Some(options::link(given)?)
    };
    Ok(order)
}

#[expect(clippy::cast_precision_loss, reason = "the seconds of a link are at most 2^53 - 1")]
fn write(link: Link) -> JsValue {
    let written = Object::new();
    set(&written, "refreshToken", &link.refresh_token.expose().into());
    for (name, seconds) in [("expiresOn", link.expires_on), ("expiresIn", link.expires_in)] {
        if let Some(seconds) = seconds {
            set(&written, name, &(seconds as f64).into());
        }
    }
    written.into()
}
