//! A request to the token endpoint, as a Rust front end writes it.

use crate::browser::js::{self, Object};

/// The HTTP method of a [`TokenRequest`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Method {
    /// `GET`
    #[default]
    Get,
    /// `POST`
    Post,
}

/// A request to the host's own backend, which answers JSON `{ "token": "…" }` or `{ "jwt": "…" }`, optionally with
/// `expires_in` or `expiresIn` in seconds. It is sent with `cache: 'no-store'`.
#[derive(Clone, Debug, Default)]
pub struct TokenRequest {
    /// The endpoint, resolved against the page's address.
    pub url: String,
    /// The method.
    pub method: Method,
    /// Headers, by name.
    pub headers: Vec<(String, String)>,
    /// A body.
    pub body: Option<String>,
    /// Whether cookies go along to another origin too.
    pub include_credentials: bool,
}

impl TokenRequest {
    /// The members of `fetch`'s second argument that this request needs.
    pub(super) fn init(&self) -> Object {
        let init = Object::new();
        if self.method == Method::Post {
            js::set(&init, "method", "POST".into());
        }
        let headers = Object::new();
        for (name, value) in &self.headers {
            js::set(&headers, name, value.into());
        }
        js::set(&init, "headers", headers.into());
        if let Some(body) = &self.body {
            js::set(&init, "body", body.into());
        }
        if self.include_credentials {
            js::set(&init, "credentials", "include".into());
        }
        init
    }
}
