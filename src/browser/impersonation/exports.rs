//! The functions the JavaScript face calls. Their names and arguments are between it and this file alone.
//!
//! JavaScript reads options and answers, and decides nothing of them: a value of another type than expected comes as one that
//! can be no good, an empty text or a number that is none. The texts of a call come as one, with a NUL behind each: the glue
//! for several takes more bytes than to cut one.
#![expect(unreachable_pub, reason = "exports to JavaScript are public functions, wherever they stand")]
#![expect(
    clippy::needless_pass_by_value,
    reason = "what JavaScript lends costs more code than what it gives"
)]
#![expect(clippy::too_many_arguments, reason = "numbers cost less than objects")]

use std::rc::Rc;

use wasm_bindgen::prelude::*;

use super::host::{self, Shelf};
use super::shell;
use crate::browser::time::now;
use crate::protocol::Secret;
use crate::protocol::impersonation::{
    Response, CallId, Claims, Error, ErrorCode, Grant, Input, Link, Names, Options, SessionId, Sessions, scrub,
    seconds,
};
use crate::protocol::word;

/// The call that stands for `takeLink()`, which answers at once.
const TAKING: u32 = 0;

/// Takes the link out of the address, and gives it to the host. The texts are the names of its parameters.
#[wasm_bindgen(js_name = takeLink)]
pub fn take_link(texts: String) {
    match take(&texts) {
        Ok(Some(link)) => host::give_link(&link),
        Ok(None) => {}
        Err(error) => host::fail(CallId::of(TAKING), error),
    }
}

/// Takes the link out of the address, and keeps it or what was wrong with it for the call that will ask, unless there is one
/// already. The texts are the names of its parameters.
#[wasm_bindgen(js_name = keepLink)]
pub fn keep_link(texts: String) {
    if !shell::with(|sessions| sessions.keeps()) {
        let taken = take(&texts);
        shell::with(|sessions| sessions.keep(taken));
    }
}

/// Opens or resumes a session.
///
/// The texts are the server, the client id, both paths, the storage, and the refresh token of a link. `link` is zero for the
/// one that was kept, one for none, and anything else for the one that is given.
#[wasm_bindgen]
pub fn impersonate(
    call: u32,
    texts: String,
    timeout: f64,
    send_client_id: u8,
    require_impersonator: u8,
    needs_confirmation: u8,
    link: u8,
    on: f64,
    within: f64,
) {
    let call = CallId::of(call);
    let text = |place| text(&texts, place);
    let options = Options {
        server: text(0),
        client_id: text(1),
        token_path: text(2),
        revoke_path: text(3),
        storage: text(4),
        timeout,
        send_client_id,
        require_impersonator,
        needs_confirmation,
    };
    let ordered = options.order(|name| Rc::new(Shelf(name)), host::origin_of).and_then(|mut order| {
        order.link = match link {
            0 => shell::with(Sessions::take_kept)?,
            1 => None,
            _ => Some(Link::read(text(5), on, within)?),
        };
        Ok(order)
    });
    match ordered {
        Ok(order) => shell::handle(Input::Open { call, order }),
        Err(error) => host::fail(call, error),
    }
}

/// A call to the auth server has ended without a success. The status is zero if nothing came, or not all of it.
#[wasm_bindgen]
pub fn failed(attempt: u32, status: u16, retry_after: String) {
    let answer = if status == 0 { Response::Unreachable } else { Response::failure(status, &retry_after) };
    shell::handle(Input::Answered { attempt, answer });
}

/// A call to the auth server was a success.
///
/// The texts are the access token (empty if there is none that is a JWT), the refresh token, and of the claims `iss`, `azp`,
/// `sub`, `impersonatedBy` and the roles. What is missing is an empty text, or a number below zero.
#[wasm_bindgen]
pub fn granted(attempt: u32, texts: String, within: f64, on: f64, issued_at: f64, expires_at: f64) {
    let text = |place| text(&texts, place);
    let grant = Grant {
        access_token: Secret::new(text(0)),
        refresh_token: Secret::new(text(1)),
        expires_in: seconds(within),
        expires_on: seconds(on),
        claims: Claims {
            issuer: text(2),
            app: text(3),
            subject: text(4),
            impersonated_by: text(5),
            issued_at: seconds(issued_at),
            expires_at: seconds(expires_at),
            roles: text(6),
        },
    };
    shell::handle(Input::Answered { attempt, answer: Response::success(grant) });
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

/// When a session will be over, in milliseconds since the epoch; below zero if it is over.
#[wasm_bindgen(js_name = expiresAt)]
pub fn expires_at(session: u32) -> f64 {
    let end = shell::with(|sessions| sessions.expires_at(SessionId::of(session), now()));
    host::or_below_zero(end)
}

/// Where a session is really kept, as a place in the list of places.
#[wasm_bindgen(js_name = keptIn)]
pub fn kept_in(session: u32) -> u32 {
    shell::with(|sessions| sessions.place(SessionId::of(session))) as u32
}

/// Takes the link out of the address, if there is one. It is gone from there before anything is said of it.
fn take(texts: &str) -> Result<Option<Link>, Error> {
    let names = Names::new([0, 1, 2].map(|place| text(texts, place)))?;
    let address = host::address();
    let Some(clean) = scrub(&address, &names) else { return Ok(None) };
    if host::replace_address(&clean) {
        Link::find(&address, &names)
    } else {
        // The browser's own error would hold the address.
        Err(Error::new(ErrorCode::UnsupportedEnvironment))
    }
}

/// One of the texts of a call.
fn text(texts: &str, place: usize) -> String {
    word(texts, 0, place).into()
}
