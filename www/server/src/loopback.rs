//! Which addresses are this machine's own.

use url::{Host, Url};

/// Whether the address is this machine's own, so that it needs neither TLS nor a proxy.
pub(crate) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{Url, is_loopback};

    #[test]
    fn loopback_is_told_from_lookalikes() {
        for address in [
            "http://localhost:1",
            "http://a.localhost",
            "http://127.0.0.1",
            "http://127.9.9.9",
            "http://[::1]",
        ] {
            assert!(is_loopback(&Url::parse(address).unwrap()), "{address}");
        }
        for address in [
            "http://localhost.example.com",
            "http://notlocalhost",
            "http://128.0.0.1",
            "http://[::2]",
            "data:x",
        ] {
            assert!(!is_loopback(&Url::parse(address).unwrap()), "{address}");
        }
    }
}
