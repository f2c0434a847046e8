//! The body of a form.

use std::collections::HashMap;

use axum::http::{HeaderMap, header};
use url::form_urlencoded;

/// What a missing member reads as.
const UNDEFINED: &str = "undefined";

/// A form that was sent. Of members of the same name the last one counts.
pub(super) struct Form(HashMap<String, String>);

impl Form {
    /// Reads a form. A body of another kind is as good as empty.
    pub(super) fn read(headers: &HeaderMap, body: &[u8]) -> Self {
        let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let is_form = kind.is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"));
        Self(if is_form { form_urlencoded::parse(body).into_owned().collect() } else { HashMap::new() })
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// A member as the server takes it: one that is missing is the word that says so.
    pub(super) fn text(&self, name: &str) -> &str {
        self.get(name).unwrap_or(UNDEFINED)
    }
}
