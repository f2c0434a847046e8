//! The origins that the servers listen on.

use serde::Serialize;

/// Where everything is. Its JSON is the first line on standard output.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Origins {
    /// The host page and its backend.
    pub host: String,
    /// The guest: the stand-in's origin, or the real tenant's.
    pub wisdom: String,
    /// Somebody else's origin. There is none beside a real tenant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stranger: Option<String>,
}

impl Origins {
    /// The three loopback origins. They are told apart by host name as well as by port, because cookies ignore ports.
    pub(crate) fn on_loopback(host: u16, wisdom: u16, stranger: u16) -> Self {
        Self {
            host: host_origin(host),
            wisdom: format!("http://127.0.0.1:{wisdom}"),
            stranger: Some(format!("http://stranger.localhost:{stranger}")),
        }
    }

    /// The host's own origin, beside a real tenant.
    pub(crate) fn with_tenant(host: u16, tenant: &str) -> Self {
        Self { host: host_origin(host), wisdom: tenant.to_owned(), stranger: None }
    }
}

fn host_origin(port: u16) -> String {
    format!("http://localhost:{port}")
}
