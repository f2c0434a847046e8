//! What JavaScript does for this module: it makes the objects that a host of the package sees, settles their promises, and
//! carries out what is wanted of the browser.
//!
//! All of that is JavaScript's own, and would cost two or three times as many bytes from here. They are functions of a
//! module, so that a call is a call, and nothing has to be looked up, wrapped or freed. None of them decides anything, and
//! those that run code which is not ours do so only after the core has returned.

use core::fmt;

use wasm_bindgen::prelude::*;

use crate::protocol::impersonation::{
    Blocked, CallId, Effect, Error, ErrorCode, Event, Link, Outcome, SessionId, Storage, Who,
};

#[wasm_bindgen(raw_module = "./host.js")]
extern "C" {
    /// The page's address.
    pub(super) fn address() -> String;
    /// Changes the address and nothing else of its entry in the history. Says whether the browser lets us.
    #[wasm_bindgen(js_name = replaceAddress)]
    fn replace_address(address: &str) -> bool;

    /// A text; `null` if there is none, and `undefined` if the storage is blocked.
    #[wasm_bindgen(js_name = readItem)]
    fn read_item(storage: &str, key: &str) -> JsValue;
    #[wasm_bindgen(js_name = writeItem)]
    fn write_item(storage: &str, key: &str, text: &str) -> bool;
    #[wasm_bindgen(js_name = removeItem)]
    fn remove_item(storage: &str, key: &str);

    /// What JSON in UTF-8 stands for; `undefined` for anything else.
    #[wasm_bindgen(js_name = parseBytes)]
    pub(super) fn parse_bytes(json: &[u8]) -> JsValue;

    /// Posts a form, and calls `answered` with what comes of it.
    fn send(attempt: u32, url: &str, form: &str, basic: Option<&str>, keepalive: bool);
    fn abort(attempt: u32);
    /// Calls `timer` in so many milliseconds, and at no other time.
    #[wasm_bindgen(js_name = setTimer)]
    fn set_timer(milliseconds: Option<f64>);

    fn resolve(call: u32, value: &JsValue);
    fn reject(call: u32, error: &JsValue);
    /// Asks the host of a call, and calls `confirmed` with what it says.
    fn ask(call: u32, attempt: u32, subject: &str, by: &str);
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

/// Performs an effect.
#[expect(clippy::cast_precision_loss, reason = "a delay in milliseconds is far below 2^53")]
pub(super) fn perform(effect: &Effect) {
    match effect {
        Effect::Send { attempt, request } => {
            let basic = request.basic.as_deref();
            send(*attempt, &request.url, request.form.expose(), basic, request.outlives_page);
        }
        Effect::Abort { attempt } => abort(*attempt),
        Effect::Confirm { call, attempt, who } => {
            ask(call.number(), *attempt, &who.subject, &who.impersonated_by);
        }
        Effect::Begin { session, who } => hold(*session, who),
        Effect::Settle { call, outcome } => settle(*call, outcome),
        Effect::SetTimer(delay) => set_timer(delay.map(|delay| delay as f64)),
        Effect::Emit { session, event } => tell(*session, *event),
    }
}

/// Makes a call fail.
pub(super) fn fail(call: CallId, failure: Error) {
    reject(call.number(), &error(failure));
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

/// Changes the page's address.
///
/// # Errors
///
/// `unsupported-environment` where the browser does not let us. Its own error would hold the address.
pub(super) fn change_address(address: &str) -> Result<(), Error> {
    if replace_address(address) { Ok(()) } else { Err(Error::new(ErrorCode::UnsupportedEnvironment)) }
}

fn settle(call: CallId, outcome: &Outcome) {
    let value: JsValue = match outcome {
        Outcome::Opened(session) => session.map_or(JsValue::NULL, |session| session.number().into()),
        Outcome::Token(token) => token.expose().into(),
        Outcome::Ended(revoked) => (*revoked).into(),
        Outcome::Failed(error) => return fail(call, *error),
    };
    resolve(call.number(), &value);
}

fn hold(session: SessionId, who: &Who) {
    begin(session.number(), &who.subject, &who.impersonated_by);
    for role in &who.roles {
        add_role(session.number(), role);
    }
}

#[expect(clippy::cast_precision_loss, reason = "milliseconds since the epoch are far below 2^53")]
fn tell(session: SessionId, event: Event) {
    let session = session.number();
    match event {
        Event::Expiring { expires_at } => expiring(session, expires_at as f64),
        Event::Ended { reason, revoked } => ended(session, reason.as_str(), revoked),
        Event::Error(code) => problem(session, code.as_str()),
    }
}

/// One of the browser's storages, by its name.
pub(super) struct Shelf(pub(super) &'static str);

impl Storage for Shelf {
    fn read(&self, key: &str) -> Result<Option<String>, Blocked> {
        let text = read_item(self.0, key);
        if text.is_undefined() { Err(Blocked) } else { Ok(text.as_string()) }
    }

    fn write(&self, key: &str, text: &str) -> Result<(), Blocked> {
        if write_item(self.0, key, text) { Ok(()) } else { Err(Blocked) }
    }

    fn remove(&self, key: &str) {
        remove_item(self.0, key);
    }
}

impl fmt::Debug for Shelf {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.0)
    }
}
