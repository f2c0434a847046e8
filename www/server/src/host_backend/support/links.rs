//! The links that a support person opens: the application's page, with the refresh token in its address.

use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// A refresh token as the auth server mints it. `Debug` prints a mask.
#[derive(Deserialize)]
pub struct RefreshToken {
    #[serde(rename = "refresh_token")]
    text: String,
    #[serde(rename = "refresh_token_expires_on")]
    expires_on: u64,
    #[serde(rename = "refresh_token_expires_in")]
    expires_in: u64,
}

impl RefreshToken {
    /// How long it lives.
    pub(super) fn life(&self) -> Duration {
        Duration::from_secs(self.expires_in)
    }

    /// Whether it can be put into an address unescaped, since links are made without encoding.
    pub fn fits_into_a_link(&self) -> bool {
        let plain = |c: char| c.is_ascii_alphanumeric() || "-._~".contains(c);
        !self.text.is_empty() && self.text.chars().all(plain)
    }
}

/// An address that signs in whoever opens it. `Debug` prints a mask; it can only be read by serialising it for the
/// console.
#[derive(Serialize)]
#[serde(transparent)]
pub struct Link(String);

/// A link to each of these pages, built as the vendor's own panel does it: a `?` and three parameters are appended,
/// even if the address already has a query or a hash.
pub fn of(redirect_uris: &[String], token: &RefreshToken) -> Vec<Link> {
    let RefreshToken { text, expires_on, expires_in } = token;
    let link = |uri: &String| {
        Link(format!(
            "{uri}?refresh_token={text}&refresh_token_expires_on={expires_on}&refresh_token_expires_in={expires_in}"
        ))
    };
    redirect_uris.iter().map(link).collect()
}

impl fmt::Debug for RefreshToken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("RefreshToken(…)")
    }
}

impl fmt::Debug for Link {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Link(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::{Link, RefreshToken, of};

    fn token(text: &str) -> RefreshToken {
        RefreshToken { text: text.into(), expires_on: 2000, expires_in: 1800 }
    }

    #[test]
    fn a_link_is_the_page_and_the_three_parameters_at_its_end() {
        let pages = ["http://a.example", "http://a.example/b?c=d", "http://a.example/#/e"].map(String::from);
        let parameters = "refresh_token=2.abc&refresh_token_expires_on=2000&refresh_token_expires_in=1800";
        for (page, Link(link)) in pages.iter().zip(of(&pages, &token("2.abc"))) {
            assert_eq!(link, format!("{page}?{parameters}"));
        }
    }

    #[test]
    fn a_token_that_would_change_the_address_does_not_fit() {
        assert!(token("2.irCa9kyTECb").fits_into_a_link());
        for text in ["", "2.a&b=c", "2.a#b", "2.a b", "2.a%20", "2.ä"] {
            assert!(!token(text).fits_into_a_link(), "{text}");
        }
    }

    #[test]
    fn a_printed_token_or_link_is_masked() {
        let links = of(&["http://a.example".into()], &token("2.hush"));
        assert_eq!(format!("{:?} {links:?}", token("2.hush")), "RefreshToken(…) [Link(…)]");
    }
}
