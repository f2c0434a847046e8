//! Where a secret may be sent.

use anyhow::{bail, ensure};
use url::Url;

use crate::loopback::is_loopback;

/// Parses an origin that a secret may be sent to: https, or http on loopback.
pub(crate) fn parse(text: &str) -> anyhow::Result<Url> {
    let Ok(url) = Url::parse(text) else { bail!("expected an origin such as https://acme.example.com") };
    ensure!(is_safe(&url), "expected https, or http on loopback");
    let bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
    ensure!(
        bare && url.username().is_empty() && url.password().is_none(),
        "expected scheme, host and port only"
    );
    Ok(url)
}

/// Whether a secret may be in a request to this address: https, or http on loopback.
pub(crate) fn is_safe(url: &Url) -> bool {
    url.scheme() == "https" || (url.scheme() == "http" && is_loopback(url))
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn a_secret_goes_nowhere_unencrypted_and_to_no_surprising_place() {
        for origin in [
            "http://acme.example.com",
            "https://a:b@acme.example.com",
            "https://acme.example.com/x",
            "https://acme.example.com/?q",
            "acme",
            "ftp://localhost",
        ] {
            assert!(parse(origin).is_err(), "{origin}");
        }
        for origin in [
            "https://acme.example.com",
            "https://acme.example.com:8443/",
            "http://127.0.0.1:9",
            "http://[::1]:9",
            "http://a.localhost",
        ] {
            assert!(parse(origin).is_ok(), "{origin}");
        }
    }
}
