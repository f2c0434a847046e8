//! What JavaScript does for this module.
//!
//! They are functions of a module, so that a call is a call, and nothing has to be looked up, wrapped or freed. None of them
//! decides anything. Those that run code which is not ours do so only after the core has returned.

use core::fmt;

use wasm_bindgen::prelude::*;

use crate::protocol::impersonation::{
    Blocked, CallId, Effect, Error, Event, Link, Outcome, SessionId, Storage,
};

#[wasm_bindgen(raw_module = "./host.js")]
extern "C" {
    /// The page's address.
    pub(super) fn address() -> String;
    /// Changes the address and nothing else of its entry in the history. Says whether the browser lets us.
    #[wasm_bindgen(js_name = replaceAddress)]
    pub(super) fn replace_address(address: &str) -> bool;

    /// The serialised origin of an address, as the browser's own parser gives it; nothing if the text is no address.
    #[wasm_bindgen(js_name = originOf)]
    pub(super) fn origin_of(address: &str) -> Option<String>;

    /// Nothing, if nothing is kept under the key or the storage is blocked.
    #[wasm_bindgen(js_name = readItem)]
    fn read_item(storage: &str, key: &str) -> Option<String>;
    #[wasm_bindgen(js_name = isBlocked)]
    fn is_blocked(storage: &str) -> bool;
    /// Says whether that worked.
    #[wasm_bindgen(js_name = writeItem)]
    fn write_item(storage: &str, key: &str, text: &str) -> bool;
    #[wasm_bindgen(js_name = removeItem)]
    fn remove_item(storage: &str, key: &str);

    /// Posts a form, and calls `answered` with what comes of it.
    fn send(attempt: u32, url: &str, form: &str, basic: &str, keepalive: bool);
    fn abort(attempt: u32);
    /// Calls `timer` in so many milliseconds, and at no other time; never, if they are more than [`LONGEST_DELAY`].
    #[wasm_bindgen(js_name = setTimer)]
    fn set_timer(milliseconds: u32);

    /// A call comes to a session, or to none if that is zero.
    fn opened(call: u32, session: u32);
    fn given(call: u32, token: &str);
    fn revoked(call: u32, yes: bool);
    /// A call failed. What is not known is zero, and below zero for the seconds.
    fn failed(call: u32, code: &str, message: &str, status: u32, retry_after: f64);
    /// Asks the host of a call, and calls `confirmed` with what it says.
    fn ask(call: u32, attempt: u32, subject: &str, by: &str);
    /// There was a link in the address. A number below zero was not.
    fn found(refresh_token: &str, expires_on: f64, expires_in: f64);

    fn begin(session: u32, subject: &str, by: &str, roles: &str, end: f64);
    fn expiring(session: u32, at: f64);
    fn ended(session: u32, reason: &str, revoked: bool);
    fn problem(session: u32, code: &str);
}

/// The longest delay a browser's timer takes, in milliseconds; a longer one would fire at once.
const LONGEST_DELAY: u64 = (1 << 31) - 1;

/// Performs an effect.
pub(super) fn perform(effect: &Effect) {
    match effect {
        Effect::Send { attempt, request } => {
            send(*attempt, &request.url, request.form.expose(), &request.basic, request.outlives_page);
        }
        Effect::Abort { attempt } => abort(*attempt),
        Effect::Confirm { call, attempt, who } => {
            ask(call.number(), *attempt, &who.subject, &who.impersonated_by);
        }
        Effect::Begin { session, who, expires_at } => {
            let end = or_below_zero(Some(*expires_at));
            begin(session.number(), &who.subject, &who.impersonated_by, &who.roles, end);
        }
        Effect::Settle { call, outcome } => settle(*call, outcome),
        Effect::SetTimer(delay) => {
            let delay = delay.map(|delay| delay.min(LONGEST_DELAY).try_into().unwrap_or(u32::MAX));
            set_timer(delay.unwrap_or(u32::MAX));
        }
        Effect::Emit { session, event } => tell(*session, *event),
    }
}

/// Makes a call fail.
pub(super) fn fail(call: CallId, error: Error) {
    let retry_after = error.retry_after().map_or(-1.0, f64::from);
    let status = error.status().unwrap_or_default();
    failed(call.number(), error.code.as_str(), error.message(), status.into(), retry_after);
}

/// Gives a link to the host.
pub(super) fn give_link(link: &Link) {
    found(link.refresh_token.expose(), or_below_zero(link.expires_on), or_below_zero(link.expires_in));
}

/// A number for JavaScript.
#[expect(clippy::cast_precision_loss, reason = "seconds and milliseconds are far below 2^53")]
pub(super) fn or_below_zero(number: Option<u64>) -> f64 {
    number.map_or(-1.0, |number| number as f64)
}

fn settle(call: CallId, outcome: &Outcome) {
    let number = call.number();
    match outcome {
        Outcome::Opened(session) => opened(number, session.map_or(0, SessionId::number)),
        Outcome::Token(token) => given(number, token.expose()),
        Outcome::Ended(yes) => revoked(number, *yes),
        Outcome::Failed(error) => fail(call, *error),
    }
}

fn tell(session: SessionId, event: Event) {
    let session = session.number();
    match event {
        Event::Expiring { expires_at } => expiring(session, or_below_zero(Some(expires_at))),
        Event::Ended { reason, revoked } => ended(session, reason.as_str(), revoked),
        Event::Error(code) => problem(session, code.as_str()),
    }
}

/// One of the browser's storages, by its name.
pub(super) struct Shelf(pub(super) &'static str);

impl Storage for Shelf {
    fn read(&self, key: &str) -> Result<Option<String>, Blocked> {
        let text = read_item(self.0, key);
        if text.is_none() && is_blocked(self.0) { Err(Blocked) } else { Ok(text) }
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
