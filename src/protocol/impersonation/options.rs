//! What `impersonate()` is called with.

use super::StorageKind;
use crate::protocol::DEFAULT_TIMEOUT;

/// The options of `impersonate()`, all but the link.
#[derive(Clone, Debug)]
pub struct Options {
    /// The address of the auth server, which is also the issuer of its tokens.
    pub server: String,
    /// The app's client id at the auth server.
    pub client_id: String,
    /// Where the session is stored.
    pub storage: StorageKind,
    /// How long a request may take, retries included, in milliseconds.
    pub timeout: u32,
    /// The paths of the auth server's endpoints.
    pub paths: Paths,
    /// Whether every form holds the client id. Otherwise it is sent in a header, and only where one is needed.
    pub send_client_id: bool,
    /// Whether an access token must name the impersonator.
    pub require_impersonator: bool,
    /// Whether the host confirms a session before it begins.
    pub needs_confirmation: bool,
}

/// The paths of the auth server's endpoints, each with a `/` in front.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paths {
    /// The token endpoint.
    pub token: String,
    /// The revocation endpoint.
    pub revoke: String,
}

impl Options {
    /// The default options for an app at an auth server.
    pub fn new(server: String, client_id: String) -> Self {
        Self {
            server,
            client_id,
            storage: StorageKind::Session,
            timeout: DEFAULT_TIMEOUT,
            paths: Paths::default(),
            send_client_id: false,
            require_impersonator: true,
            needs_confirmation: false,
        }
    }
}

impl Default for Paths {
    fn default() -> Self {
        Self { token: "/oauth2/v1/token".into(), revoke: "/oauth2/v1/revoke".into() }
    }
}
