//! An error answer: a code to decide by, and a sentence to show.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

/// A status, a code and a reason. Both texts are constants, so no text from another server can get into them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refusal {
    status: StatusCode,
    code: &'static str,
    reason: &'static str,
    retry_after: Option<u32>,
}

impl Refusal {
    /// An answer with this status, code and reason.
    pub const fn new(status: StatusCode, code: &'static str, reason: &'static str) -> Self {
        Self { status, code, reason, retry_after: None }
    }

    /// The same, with the seconds after which the request may be tried again.
    #[must_use]
    pub const fn with_retry_after(self, seconds: u32) -> Self {
        Self { retry_after: Some(seconds), ..self }
    }

    pub(super) fn status(&self) -> StatusCode {
        self.status
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let body = Json(json!({ "code": self.code, "error": self.reason }));
        let retry_after = self.retry_after.map(|seconds| [(header::RETRY_AFTER, HeaderValue::from(seconds))]);
        (self.status, retry_after, body).into_response()
    }
}
