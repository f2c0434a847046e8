//! The two kinds of GraphQL answers, as the vendor documents them. They have a file of their own because all operations
//! use them.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

/// Success.
pub(super) fn data(data: &Value) -> Response {
    Json(json!({ "data": data })).into_response()
}

/// A failure of the whole request, usually with HTTP status 200.
pub(super) fn errors(status: StatusCode, message: &str) -> Response {
    let error = json!({ "message": message, "locations": [{ "line": 1, "column": 1 }] });
    (status, Json(json!({ "errors": [error], "data": null }))).into_response()
}
