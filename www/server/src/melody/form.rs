//! A form in a request's body.

use std::collections::HashMap;

use axum::http::{HeaderMap, header};
use url::form_urlencoded;

/// The value that the real server reads for a missing field.
const UNDEFINED: &str = "undefined";

/// The fields of a form. Of several fields with the same name the last one is used.
pub(super) struct Form(HashMap<String, String>);

impl Form {
    /// Reads a form. A body with another content type is treated as empty.
    pub(super) fn read(headers: &HeaderMap, body: &[u8]) -> Self {
        let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let is_form = kind.is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"));
        Self(if is_form { form_urlencoded::parse(body).into_owned().collect() } else { HashMap::new() })
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// A field as the server reads it: a missing one is the text `undefined`.
    pub(super) fn text(&self, name: &str) -> &str {
        self.get(name).unwrap_or(UNDEFINED)
    }
}
