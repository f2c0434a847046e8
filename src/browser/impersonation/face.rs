//! What the JavaScript face does: it makes the objects that a host sees, and settles its promises.
//!
//! They are functions of a module, so that a call is a call, and nothing has to be looked up, wrapped or freed.

use wasm_bindgen::prelude::*;

use crate::protocol::impersonation::{Error, Event, Link, SessionId, Who};

#[wasm_bindgen(raw_module = "./host.js")]
extern "C" {
    /// Settles the promise of a call.
    pub(super) fn resolve(call: u32, value: &JsValue);
    pub(super) fn reject(call: u32, error: &JsValue);
    /// Asks the host of a call, and calls `confirmed` with what it says.
    pub(super) fn ask(call: u32, attempt: u32, subject: &str, by: &str);

    #[wasm_bindgen(js_name = makeError)]
    fn make_error(code: &str, message: &str, status: Option<u16>, retry_after: Option<u32>) -> JsValue;
    #[wasm_bindgen(js_name = makeLink)]
    fn make_link(refresh_token: &str, expires_on: Option<f64>, expires_in: Option<f64>) -> JsValue;

    fn begin(session: u32, subject: &str, by: &str);
    #[wasm_bindgen(js_name = addRole)]
    fn add_role(session: u32, role: &str);
    fn expiring(session: u32, at: f64);
    fn ended(session: u32, reason: &str, revoked: bool);
    fn problem(session: u32, code: &str);
}

/// The error as JavaScript gets it.
pub(super) fn error(error: Error) -> JsValue {
    make_error(error.code.as_str(), error.message(), error.status, error.retry_after)
}

/// The link as JavaScript gets it.
#[expect(clippy::cast_precision_loss, reason = "the seconds of a link are at most 2^53 - 1")]
pub(super) fn link(link: &Link) -> JsValue {
    let seconds = |seconds: Option<u64>| seconds.map(|seconds| seconds as f64);
    make_link(link.refresh_token.expose(), seconds(link.expires_on), seconds(link.expires_in))
}

/// A session begins.
pub(super) fn hold(session: SessionId, who: &Who) {
    let session = session.number();
    begin(session, &who.subject, &who.impersonated_by);
    for role in &who.roles {
        add_role(session, role);
    }
}

/// Tells the host. Its listeners run in here.
#[expect(clippy::cast_precision_loss, reason = "milliseconds since the epoch are far below 2^53")]
pub(super) fn tell(session: SessionId, event: Event) {
    let session = session.number();
    match event {
        Event::Expiring { expires_at } => expiring(session, expires_at as f64),
        Event::Ended { reason, revoked } => ended(session, reason.as_str(), revoked),
        Event::Error(code) => problem(session, code.as_str()),
    }
}
