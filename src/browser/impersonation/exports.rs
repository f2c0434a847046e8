//! The functions the JavaScript face calls. Their names and arguments are between it and this file alone.
#![expect(unreachable_pub, reason = "exports to JavaScript are public functions, wherever they stand")]
#![expect(
    clippy::needless_pass_by_value,
    reason = "what JavaScript lends costs more code than what it gives"
)]

use wasm_bindgen::prelude::*;

use super::options::{self, Options};
use super::{address, face, shell};
use crate::browser::time::now;
use crate::protocol::impersonation::{CallId, Error, Input, Names, Order, SessionId};

/// Takes the link out of the address. `null` if there is none.
#[wasm_bindgen(js_name = takeLink)]
pub fn take_link(options: JsValue) -> Result<JsValue, JsValue> {
    let taken = options::names(&options).and_then(|names| address::take(&names));
    taken.map(|link| link.as_ref().map_or(JsValue::NULL, face::link)).map_err(face::error)
}

/// Takes the link out of the address, and keeps it or what was wrong with it for the call that will ask.
#[wasm_bindgen(js_name = keepLink)]
pub fn keep_link() {
    let taken = address::take(&Names::default());
    shell::with(|shell| shell.sessions.keep(taken));
}

/// Opens or resumes a session. `link` is the option of that name: `null` and `undefined` are not the same there.
#[wasm_bindgen]
pub fn impersonate(call: u32, options: JsValue, link: JsValue) {
    match order(&options, &link) {
        Ok(order) => shell::handle(Input::Open { call: CallId::of(call), order }),
        Err(error) => face::reject(call, &face::error(error)),
    }
}

/// The host has said whether it wants the session that it was asked about.
#[wasm_bindgen]
pub fn confirmed(attempt: u32, yes: bool) {
    shell::handle(Input::Confirmed { attempt, yes });
}

/// Gives an access token.
#[wasm_bindgen(js_name = accessToken)]
pub fn access_token(call: u32, session: u32) {
    shell::handle(Input::WantToken { call: CallId::of(call), session: SessionId::of(session) });
}

/// Ends a session.
#[wasm_bindgen(js_name = endSession)]
pub fn end_session(call: u32, session: u32) {
    shell::handle(Input::End { call: CallId::of(call), session: SessionId::of(session) });
}

/// When a session will be over, in milliseconds since the epoch. `undefined` if it is over.
#[wasm_bindgen(js_name = expiresAt)]
#[expect(clippy::cast_precision_loss, reason = "milliseconds since the epoch are far below 2^53")]
pub fn expires_at(session: u32) -> Option<f64> {
    let end = shell::with(|shell| shell.sessions.expires_at(SessionId::of(session), now()));
    end.map(|end| end as f64)
}

/// Where a session is really kept.
#[wasm_bindgen(js_name = keptIn)]
pub fn kept_in(session: u32) -> JsValue {
    shell::with(|shell| shell.sessions.place(SessionId::of(session))).as_str().into()
}

/// Takes the address's link first: it is gone from there, and kept, also when an option is wrong.
fn order(options: &JsValue, given: &JsValue) -> Result<Order, Error> {
    let own = given.is_undefined();
    if own && !shell::with(|shell| shell.sessions.keeps()) {
        keep_link();
    }
    let options = Options::new(options);
    let link = (!own && !given.is_null()).then(|| options.link(given));
    let mut order = options.order()?;
    order.link = if own { shell::with(|shell| shell.sessions.take_kept())? } else { link };
    Ok(order)
}
