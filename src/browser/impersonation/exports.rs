//! The functions the JavaScript face calls. Their names and arguments are between it and this file alone.
#![expect(unreachable_pub, reason = "exports to JavaScript are public functions, wherever they stand")]
#![expect(
    clippy::needless_pass_by_value,
    reason = "what JavaScript lends costs more code than what it gives"
)]

use wasm_bindgen::prelude::*;

use super::grant::read_grant;
use super::options::{self, Options};
use super::{host, shell};
use crate::browser::time::now;
use crate::protocol::impersonation::{Answer, CallId, Error, Input, Link, Names, Order, SessionId, Sessions, scrub};

/// Takes the link out of the address. `null` if there is none.
#[wasm_bindgen(js_name = takeLink)]
pub fn take_link(options: JsValue) -> Result<JsValue, JsValue> {
    let taken = options::names(&options).and_then(|names| take(&names));
    taken.map(|link| link.as_ref().map_or(JsValue::NULL, host::link)).map_err(host::error)
}

/// Takes the link out of the address, and keeps it or what was wrong with it for the call that will ask.
#[wasm_bindgen(js_name = keepLink)]
pub fn keep_link() {
    let taken = take(&Names::default());
    shell::with(|sessions| sessions.keep(taken));
}

/// Opens or resumes a session. `link` is the option of that name: `null` and `undefined` are not the same there.
#[wasm_bindgen]
pub fn impersonate(call: u32, options: JsValue, link: JsValue) {
    let call = CallId::of(call);
    match order(&options, &link) {
        Ok(order) => shell::handle(Input::Open { call, order }),
        Err(error) => host::fail(call, error),
    }
}

/// A call to the auth server has ended, with what came if it was a success. The status is zero if nothing came, or not all
/// of it.
#[wasm_bindgen]
pub fn answered(attempt: u32, status: u16, given: JsValue, retry_after: Option<String>) {
    let answer = match status {
        0 => Answer::Unreachable,
        200..=299 => Answer::Success(read_grant(&given)),
        _ => Answer::failure(status, retry_after.as_deref()),
    };
    shell::handle(Input::Answered { attempt, answer });
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

/// The timer went off.
#[wasm_bindgen]
pub fn timer() {
    shell::handle(Input::Timer);
}

/// Another page may have done something meanwhile.
#[wasm_bindgen]
pub fn look() {
    shell::handle(Input::Look);
}

/// When a session will be over, in milliseconds since the epoch. `undefined` if it is over.
#[wasm_bindgen(js_name = expiresAt)]
#[expect(clippy::cast_precision_loss, reason = "milliseconds since the epoch are far below 2^53")]
pub fn expires_at(session: u32) -> Option<f64> {
    let end = shell::with(|sessions| sessions.expires_at(SessionId::of(session), now()));
    end.map(|end| end as f64)
}

/// Where a session is really kept.
#[wasm_bindgen(js_name = keptIn)]
pub fn kept_in(session: u32) -> JsValue {
    shell::with(|sessions| sessions.place(SessionId::of(session))).as_str().into()
}

/// Takes the link out of the address, if there is one. It is gone from there before anything is said of it.
fn take(names: &Names) -> Result<Option<Link>, Error> {
    let address = host::address();
    match scrub(&address, names) {
        Some(clean) => host::change_address(&clean).and_then(|()| Link::find(&address, names)),
        None => Ok(None),
    }
}

/// Takes the address's link first: it is gone from there, and kept, also when an option is wrong.
fn order(options: &JsValue, given: &JsValue) -> Result<Order, Error> {
    let own = given.is_undefined();
    if own && !shell::with(|sessions| sessions.keeps()) {
        keep_link();
    }
    let options = Options::new(options);
    let link = (!own && !given.is_null()).then(|| options.link(given));
    let mut order = options.order()?;
    order.link = if own { shell::with(Sessions::take_kept)? } else { link };
    Ok(order)
}
