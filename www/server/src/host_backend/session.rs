//! A cookie that says who is signed in. The demo asks for no password: put your own sign-in in its place.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::{FromRequestParts, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};
use parking_lot::Mutex;
use serde::{Deserialize, Serialize};

use super::HostBackend;
use super::refusal::Refusal;
use super::users::{DemoUser, Person};

const COOKIE: &str = "embed-host-session";
/// The support console is an application of its own: signing in to it leaves the demo's user alone.
const SUPPORT_COOKIE: &str = "embed-host-support";
const NOT_SIGNED_IN: Refusal = Refusal::new(StatusCode::UNAUTHORIZED, "not signed in");
const NOT_SUPPORT: Refusal = Refusal::new(StatusCode::FORBIDDEN, "for support staff only");
const UNKNOWN_USER: Refusal =
    Refusal::new(StatusCode::BAD_REQUEST, "the demo's users are alice and bob, and support for its console");

/// The sessions under way, by their unguessable id. They end with the process.
#[derive(Clone, Debug, Default)]
pub struct Sessions(Arc<Mutex<HashMap<String, Person>>>);

impl Sessions {
    fn begin(&self, person: Person) -> String {
        let id = format!("{:032x}", rand::random::<u128>());
        self.0.lock().insert(id.clone(), person);
        id
    }

    fn user(&self, jar: &CookieJar) -> Option<DemoUser> {
        match self.person(jar, COOKIE)? {
            Person::User(user) => Some(user),
            Person::Support => None,
        }
    }

    fn is_support(&self, jar: &CookieJar) -> bool {
        self.person(jar, SUPPORT_COOKIE) == Some(Person::Support)
    }

    fn person(&self, jar: &CookieJar, cookie: &str) -> Option<Person> {
        self.0.lock().get(jar.get(cookie)?.value()).copied()
    }

    fn end(&self, jar: &CookieJar, cookie: &str) {
        if let Some(cookie) = jar.get(cookie) {
            self.0.lock().remove(cookie.value());
        }
    }
}

/// Who sent the request. A handler that takes this is reached by signed-in users only.
#[derive(Clone, Copy, Debug)]
pub struct SignedIn(
    /// The signed-in user.
    pub DemoUser,
);

impl FromRequestParts<HostBackend> for SignedIn {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, backend: &HostBackend) -> Result<Self, Refusal> {
        let jar = CookieJar::from_headers(&parts.headers);
        backend.sessions.user(&jar).map(Self).ok_or(NOT_SIGNED_IN)
    }
}

/// A handler that takes this is reached by signed-in support staff only.
#[derive(Clone, Copy, Debug)]
pub struct SupportPerson;

impl FromRequestParts<HostBackend> for SupportPerson {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, backend: &HostBackend) -> Result<Self, Refusal> {
        let jar = CookieJar::from_headers(&parts.headers);
        if backend.sessions.is_support(&jar) {
            return Ok(Self);
        }
        Err(if backend.sessions.user(&jar).is_some() { NOT_SUPPORT } else { NOT_SIGNED_IN })
    }
}

/// What `/sign-in` is sent.
#[derive(Debug, Deserialize)]
pub(super) struct SignIn {
    user: String,
}

/// What `/api/me` answers.
#[derive(Debug, Serialize)]
pub(super) struct Me {
    user: Option<DemoUser>,
}

pub(super) async fn sign_in(
    State(backend): State<HostBackend>,
    jar: CookieJar,
    Json(who): Json<SignIn>,
) -> Result<(CookieJar, StatusCode), Refusal> {
    let person = Person::named(&who.user).ok_or(UNKNOWN_USER)?;
    let cookie = match person {
        Person::User(_) => COOKIE,
        Person::Support => SUPPORT_COOKIE,
    };
    backend.sessions.end(&jar, cookie);
    let jar = jar.add(session_cookie(cookie, backend.sessions.begin(person)));
    Ok((jar, StatusCode::NO_CONTENT))
}

pub(super) async fn sign_out(State(backend): State<HostBackend>, jar: CookieJar) -> (CookieJar, StatusCode) {
    let without = |jar: CookieJar, cookie| {
        backend.sessions.end(&jar, cookie);
        jar.remove(session_cookie(cookie, String::new()))
    };
    (without(without(jar, COOKIE), SUPPORT_COOKIE), StatusCode::NO_CONTENT)
}

/// Nobody is an answer too, not an error: a browser would show one on every first visit.
pub(super) async fn me(State(backend): State<HostBackend>, jar: CookieJar) -> Json<Me> {
    Json(Me { user: backend.sessions.user(&jar) })
}

/// Out of reach of scripts, and not sent with what other sites cause. The demo is served over plain http on loopback;
/// on your https origin add `secure(true)` and call it `__Host-…`.
fn session_cookie(name: &'static str, id: String) -> Cookie<'static> {
    Cookie::build((name, id)).http_only(true).same_site(SameSite::Lax).path("/").build()
}
