//! With real credentials, the demo serves only the browsers that its developer let in.
//!
//! Its sign-in asks for no password, and every user and process of the machine reaches loopback. So the program makes a
//! code at its start and puts it into the address that it prints. The page exchanges the code for a key, and sends that
//! with each sign-in and each call of the console. Your own sign-in takes the place of all this.
//!
//! A code is exchanged once, since addresses get around: in the browser's history, its synchronisation, a screenshot.
//! The program prints the next one, for another browser, which also shows that somebody used this one.
//!
//! The key is no cookie, because the cookies of `localhost` go to every port of it: to each local server that the browser
//! is led to. What the page stores is bound to its port.

use std::sync::Arc;

use axum::Json;
use axum::extract::{FromRequestParts, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use parking_lot::Mutex;
use serde::{Deserialize, Serialize};
use tokio::sync::watch;

use super::refusal::Refusal;
use super::secret::Secret;
use super::state::HostBackend;
use crate::hex;

/// Wrong codes that are answered. Nobody guesses 128 bits; whoever tries is no developer.
const ATTEMPTS: u32 = 10;

const CODE_REQUIRED: Refusal = Refusal::new(
    StatusCode::UNAUTHORIZED,
    "code-required",
    "this demo has real credentials, so open the address with the code that it printed last",
);
const WRONG_CODE: Refusal = Refusal::new(
    StatusCode::UNAUTHORIZED,
    "wrong-code",
    "the code is wrong or was used, so open the address that the program printed last",
);
const NO_MORE_ATTEMPTS: Refusal = Refusal::new(
    StatusCode::FORBIDDEN,
    "no-more-attempts",
    "there were too many wrong codes, so start the demo anew",
);
const NO_CODE: Refusal =
    Refusal::new(StatusCode::NOT_FOUND, "no-code", "without real credentials the demo has no code");

/// The code that is valid now, and the keys that others were exchanged for. Its clones are the same one.
#[derive(Clone, Debug)]
pub struct OneTimeCode(Arc<Codes>);

#[derive(Debug)]
struct Codes {
    latest: watch::Sender<Secret>,
    attempts: Mutex<u32>,
    keys: Mutex<Vec<Secret>>,
}

impl Default for OneTimeCode {
    fn default() -> Self {
        let codes = Codes {
            latest: watch::Sender::new(random()),
            attempts: Mutex::new(ATTEMPTS),
            keys: Mutex::default(),
        };
        Self(Arc::new(codes))
    }
}

impl OneTimeCode {
    /// The code that is valid now, and each one that takes its place.
    pub fn subscribe(&self) -> watch::Receiver<Secret> {
        self.0.latest.subscribe()
    }

    /// The key for a code, which is over then.
    fn exchange(&self, given: &str) -> Result<Secret, Refusal> {
        let mut attempts = self.0.attempts.lock();
        if *attempts == 0 {
            return Err(NO_MORE_ATTEMPTS);
        }
        // Under the lock, so that of two requests with one code only the first finds it valid.
        if !self.0.latest.borrow().equals(given) {
            *attempts -= 1;
            tracing::warn!("somebody sent a wrong code; {attempts} more are answered");
            return Err(WRONG_CODE);
        }
        let key = random();
        self.0.keys.lock().push(key.clone());
        self.0.latest.send_replace(random());
        Ok(key)
    }

    fn admits(&self, headers: &HeaderMap) -> bool {
        let sent = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let key = sent.and_then(|value| value.strip_prefix("Bearer "));
        key.is_some_and(|key| self.0.keys.lock().iter().any(|known| known.equals(key)))
    }
}

/// 128 bits from the system.
fn random() -> Secret {
    Secret::new(hex::random::<16>())
}

/// A handler that takes this is only reached by browsers that were let in, or without real credentials.
#[derive(Clone, Copy, Debug)]
pub struct Admitted;

impl FromRequestParts<HostBackend> for Admitted {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, backend: &HostBackend) -> Result<Self, Refusal> {
        match &backend.one_time_code {
            Some(code) if !code.admits(&parts.headers) => Err(CODE_REQUIRED),
            _ => Ok(Self),
        }
    }
}

/// The body of `POST /sign-in/code`.
#[derive(Deserialize)]
pub(super) struct Given {
    code: String,
}

/// The answer to the page.
#[derive(Serialize)]
struct Key<'key> {
    key: &'key str,
}

/// A browser that was let in already keeps its key, and the code is left to another one.
pub(super) async fn exchange(
    State(backend): State<HostBackend>,
    headers: HeaderMap,
    Json(given): Json<Given>,
) -> Result<Response, Refusal> {
    let code = backend.one_time_code.as_ref().ok_or(NO_CODE)?;
    if code.admits(&headers) {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    let key = code.exchange(&given.code)?;
    tracing::info!("a browser was let in by the code");
    Ok(Json(Key { key: key.expose() }).into_response())
}
