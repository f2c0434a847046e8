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
use super::users::DemoUser;

const COOKIE: &str = "embed-host-session";
const NOT_SIGNED_IN: Refusal = Refusal::new(StatusCode::UNAUTHORIZED, "not signed in");
const UNKNOWN_USER: Refusal = Refusal::new(StatusCode::BAD_REQUEST, "the demo's users are alice and bob");

/// The sessions under way, by their unguessable id. They end with the process.
#[derive(Clone, Debug, Default)]
pub struct Sessions(Arc<Mutex<HashMap<String, DemoUser>>>);

impl Sessions {
    fn begin(&self, user: DemoUser) -> String {
        let id = format!("{:032x}", rand::random::<u128>());
        self.0.lock().insert(id.clone(), user);
        id
    }

    fn user(&self, jar: &CookieJar) -> Option<DemoUser> {
        self.0.lock().get(jar.get(COOKIE)?.value()).copied()
    }

    fn end(&self, jar: &CookieJar) {
        if let Some(cookie) = jar.get(COOKIE) {
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
    let user = DemoUser::named(&who.user).ok_or(UNKNOWN_USER)?;
    backend.sessions.end(&jar);
    let jar = jar.add(session_cookie(backend.sessions.begin(user)));
    Ok((jar, StatusCode::NO_CONTENT))
}

pub(super) async fn sign_out(State(backend): State<HostBackend>, jar: CookieJar) -> (CookieJar, StatusCode) {
    backend.sessions.end(&jar);
    (jar.remove(session_cookie(String::new())), StatusCode::NO_CONTENT)
}

/// Nobody is an answer too, not an error: a browser would show one on every first visit.
pub(super) async fn me(State(backend): State<HostBackend>, jar: CookieJar) -> Json<Me> {
    Json(Me { user: backend.sessions.user(&jar) })
}

/// Out of reach of scripts, and not sent with what other sites cause. The demo is served over plain http on loopback;
/// on your https origin add `secure(true)` and call it `__Host-…`.
fn session_cookie(id: String) -> Cookie<'static> {
    Cookie::build((COOKIE, id)).http_only(true).same_site(SameSite::Lax).path("/").build()
}
