//! The `Authorization` header, bearer and basic.

use axum::http::{HeaderMap, StatusCode, header};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::access_tokens::Claims;
use super::apps::Kind;
use super::refusal::Refusal;
use super::state::StandIn;

const NO_BEARER: Refusal = Refusal::new(StatusCode::UNAUTHORIZED, "Unauthorized", "invalid_request")
    .challenging("Bearer realm=\"\"");
const BAD_BEARER: Refusal = Refusal::new(StatusCode::BAD_REQUEST, "Bad Request", "invalid_request")
    .challenging("Bearer error=\"invalid_request\"");
const INSUFFICIENT: Refusal = Refusal::new(StatusCode::UNAUTHORIZED, "Unauthorized", "invalid_token")
    .challenging("Bearer error=\"invalid_token\"");
const NO_BASIC: Refusal = Refusal::new(StatusCode::UNAUTHORIZED, "Unauthorized", "invalid_client")
    .challenging("Basic realm=\"Secure Area\"");

impl StandIn {
    /// The claims of the sender's access token, with any scope.
    pub(super) fn bearer(&self, headers: &HeaderMap) -> Result<Claims, Refusal> {
        self.verified(bearer(headers)?)
    }

    /// The claims of the sender's access token, if it has this scope.
    pub(super) fn bearer_with(&self, headers: &HeaderMap, scope: &str) -> Result<Claims, Refusal> {
        Some(self.bearer(headers)?).filter(|claims| claims.has_scope(scope)).ok_or(INSUFFICIENT)
    }

    /// Lets a server pass whose access token has this scope, or `root`, which includes all scopes.
    pub(super) fn server_with(&self, headers: &HeaderMap, scope: &str) -> Result<(), Refusal> {
        let claims = self.server(headers)?;
        let may = claims.has_scope(scope) || claims.has_scope("root");
        may.then_some(()).ok_or(INSUFFICIENT)
    }

    /// The claims of a server's access token, with any scope.
    pub(super) fn server(&self, headers: &HeaderMap) -> Result<Claims, Refusal> {
        let claims = self.bearer(headers)?;
        let app = self.0.apps.with_client_id(&claims.azp);
        let is_server = app.is_some_and(|app| app.kind == Kind::S2s);
        is_server.then_some(claims).ok_or(INSUFFICIENT)
    }
}

fn bearer(headers: &HeaderMap) -> Result<&str, Refusal> {
    let value = headers.get(header::AUTHORIZATION).ok_or(NO_BEARER)?;
    let token = value.to_str().ok().and_then(|value| value.strip_prefix("Bearer "));
    let plain = |c: char| c.is_ascii_alphanumeric() || "._~+/-=".contains(c);
    token.map(str::trim).filter(|token| !token.is_empty() && token.chars().all(plain)).ok_or(BAD_BEARER)
}

/// A user name, which must not be empty, and a password.
pub(super) fn basic(headers: &HeaderMap) -> Result<(String, String), Refusal> {
    let pair = headers.get(header::AUTHORIZATION).and_then(|value| {
        let encoded = value.to_str().ok()?.strip_prefix("Basic ")?;
        let text = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
        let (name, password) = text.split_once(':')?;
        Some((name.to_owned(), password.to_owned()))
    });
    pair.filter(|(name, _)| !name.is_empty()).ok_or(NO_BASIC)
}

/// A user name and a password, neither of them empty.
pub(super) fn basic_with_password(headers: &HeaderMap) -> Result<(String, String), Refusal> {
    basic(headers).and_then(|pair| if pair.1.is_empty() { Err(NO_BASIC) } else { Ok(pair) })
}
