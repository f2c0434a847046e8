//! The origins that the servers listen on.

use serde::Serialize;

/// All of them. Their JSON is the first line on standard output.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Origins {
    /// The host page and its backend.
    pub host: String,
    /// The guest: the stand-in's origin, or the real tenant's.
    pub wisdom: String,
    /// The attacker's origin. There is none with a real tenant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attacker: Option<String>,
    /// The auth server: the stand-in's origin, or a real one's.
    pub melody: String,
}

impl Origins {
    /// The loopback origins, and the auth server's.
    pub(crate) fn on_loopback(host: &str, wisdom: u16, attacker: u16, melody: &str) -> Self {
        Self {
            host: host.to_owned(),
            wisdom: stand_in(wisdom),
            attacker: Some(format!("http://attacker.localhost:{attacker}")),
            melody: melody.to_owned(),
        }
    }

    /// The host's origin with a real tenant.
    pub(crate) fn with_tenant(host: &str, tenant: &str, melody: &str) -> Self {
        Self { host: host.to_owned(), wisdom: tenant.to_owned(), attacker: None, melody: melody.to_owned() }
    }
}

/// The host's origin. Its host name differs from the others' too, because cookies ignore ports.
pub(crate) fn host(port: u16) -> String {
    format!("http://localhost:{port}")
}

/// A stand-in's origin. The two of them share a host name, because no page uses cookies of either.
pub(crate) fn stand_in(port: u16) -> String {
    format!("http://127.0.0.1:{port}")
}
