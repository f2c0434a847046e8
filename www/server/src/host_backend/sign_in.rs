//! Signing in and out, and who sent a request. The demo asks for no password: put your own sign-in in its place.

use axum::Json;
use axum::extract::{FromRequestParts, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};
use serde::{Deserialize, Serialize};

use super::one_time_code::Admitted;
use super::refusal::Refusal;
use super::sessions::{self, SessionId};
use super::state::HostBackend;
use super::users::{DemoUser, Person};

pub(super) const NOT_SIGNED_IN: Refusal =
    Refusal::new(StatusCode::UNAUTHORIZED, "not-signed-in", "not signed in");
const NOT_SUPPORT: Refusal = Refusal::new(StatusCode::FORBIDDEN, "not-support", "for support staff only");
const UNKNOWN_USER: Refusal = Refusal::new(
    StatusCode::BAD_REQUEST,
    "unknown-user",
    "the demo's users are alice and bob, and support for its console",
);

/// The user who sent the request. A handler that takes this is only reached by signed-in users.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// The signed-in user.
    pub user: DemoUser,
    /// Their session.
    pub session: SessionId,
}

impl FromRequestParts<HostBackend> for SignedIn {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, backend: &HostBackend) -> Result<Self, Refusal> {
        let jar = CookieJar::from_headers(&parts.headers);
        let (user, session) = backend.sessions.user(&jar).ok_or(NOT_SIGNED_IN)?;
        Ok(Self { user, session })
    }
}

/// A handler that takes this is only reached by signed-in support staff.
#[derive(Clone, Debug)]
pub struct SupportPerson {
    /// Their name in the audit trail. The demo has one support person; yours has one name for each.
    pub name: &'static str,
    /// Their session.
    pub session: SessionId,
}

impl FromRequestParts<HostBackend> for SupportPerson {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, backend: &HostBackend) -> Result<Self, Refusal> {
        Admitted::from_request_parts(parts, backend).await?;
        let jar = CookieJar::from_headers(&parts.headers);
        match backend.sessions.support(&jar) {
            Some(session) => Ok(Self { name: "support", session }),
            None if backend.sessions.user(&jar).is_some() => Err(NOT_SUPPORT),
            None => Err(NOT_SIGNED_IN),
        }
    }
}

/// The body of `POST /sign-in`.
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
    _: Admitted,
    jar: CookieJar,
    Json(who): Json<SignIn>,
) -> Result<(CookieJar, StatusCode), Refusal> {
    let person = Person::named(&who.user).ok_or(UNKNOWN_USER)?;
    let name = sessions::cookie_name(person);
    backend.sessions.end(&jar, name);
    let jar = jar.add(session_cookie(name, backend.sessions.begin(person)));
    if let Person::User(user) = person {
        backend.provisioner.begin(user);
    }
    Ok((jar, StatusCode::NO_CONTENT))
}

pub(super) async fn sign_out(State(backend): State<HostBackend>, jar: CookieJar) -> (CookieJar, StatusCode) {
    let jar = sessions::COOKIE_NAMES.into_iter().fold(jar, |jar, name| {
        backend.sessions.end(&jar, name);
        jar.remove(session_cookie(name, String::new()))
    });
    (jar, StatusCode::NO_CONTENT)
}

/// Nobody being signed in is not an error: a browser would report it on every first visit.
pub(super) async fn me(State(backend): State<HostBackend>, jar: CookieJar) -> Json<Me> {
    Json(Me { user: backend.sessions.user(&jar).map(|(user, _)| user) })
}

/// Scripts cannot read it, and no request that another site causes carries it, not even a navigation: `Lax` would send
/// it with those, and each would mint a token. The demo is served over plain http on loopback; on your https origin add
/// `secure(true)` and call it `__Host-…`.
fn session_cookie(name: &'static str, id: String) -> Cookie<'static> {
    Cookie::build((name, id)).http_only(true).same_site(SameSite::Strict).path("/").build()
}
