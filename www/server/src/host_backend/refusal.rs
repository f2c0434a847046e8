//! An error answer: a code to decide by, and a sentence to show.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;

/// A status, a code and a reason. Both texts are constants, so no text from another server can get into them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refusal {
    status: StatusCode,
    code: &'static str,
    reason: &'static str,
}

impl Refusal {
    /// An answer with this status, code and reason.
    pub const fn new(status: StatusCode, code: &'static str, reason: &'static str) -> Self {
        Self { status, code, reason }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        (self.status, Json(json!({ "code": self.code, "error": self.reason }))).into_response()
    }
}
