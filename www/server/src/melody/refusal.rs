//! Error answers: in plain text, or in JSON as RFC 6749 defines it.

use std::borrow::Cow;
use std::fmt;

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::json;

/// How the token and revocation endpoints refuse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum ErrorFormat {
    /// Plain text, as the real server does.
    Text,
    /// JSON, as RFC 6749 and RFC 7009 have it.
    Json,
}

/// A status and a text. The class that the real server calls Forbidden has the status 400.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Refusal {
    status: StatusCode,
    text: Cow<'static, str>,
    /// Its error code in RFC 6749.
    code: &'static str,
    challenge: Option<&'static str>,
}

pub(super) const INTERNAL: Refusal =
    Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, "Internal Server Error", "server_error");
pub(super) const NOT_FOUND: Refusal = Refusal::new(StatusCode::NOT_FOUND, "404 Not Found", "invalid_request");
pub(super) const WRONG_ACCESS_TOKEN: Refusal =
    Refusal::new(StatusCode::UNAUTHORIZED, "Invalid access_token provided", "invalid_token");
pub(super) const WRONG_REFRESH_TOKEN: Refusal =
    Refusal::new(StatusCode::BAD_REQUEST, "Invalid refresh_token provided", "invalid_grant");
pub(super) const WRONG_GRANT_TYPE: Refusal =
    Refusal::new(StatusCode::BAD_REQUEST, "Invalid grant_type provided", "unsupported_grant_type");
pub(super) const NO_USER: Refusal = Refusal::new(StatusCode::NOT_FOUND, "No user found", "invalid_grant");

impl Refusal {
    pub(super) const fn new(status: StatusCode, text: &'static str, code: &'static str) -> Self {
        Self { status, text: Cow::Borrowed(text), code, challenge: None }
    }

    /// With a `WWW-Authenticate` header.
    pub(super) const fn challenging(mut self, challenge: &'static str) -> Self {
        self.challenge = Some(challenge);
        self
    }

    /// An invalid form. The text echoes all that was sent.
    pub(super) fn invalid(text: String) -> Self {
        let text = Cow::Owned(text);
        Self { text, ..Self::new(StatusCode::BAD_REQUEST, "", "invalid_request") }
    }

    /// The answer in this format.
    pub(super) fn answer(self, format: ErrorFormat) -> Response {
        if format == ErrorFormat::Text {
            return self.into_response();
        }
        let status = match self.code {
            "invalid_client" => StatusCode::UNAUTHORIZED,
            "server_error" => StatusCode::INTERNAL_SERVER_ERROR,
            _ => StatusCode::BAD_REQUEST,
        };
        challenged((status, Json(json!({ "error": self.code }))).into_response(), self.challenge)
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        challenged((self.status, self.text).into_response(), self.challenge)
    }
}

fn challenged(mut response: Response, challenge: Option<&'static str>) -> Response {
    if let Some(challenge) = challenge {
        response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
    }
    response
}

/// Without the text, which may contain a token that was sent.
impl fmt::Debug for Refusal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Refusal")
            .field("status", &self.status)
            .field("code", &self.code)
            .finish_non_exhaustive()
    }
}
