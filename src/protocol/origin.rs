//! One exact origin, in the form a browser serialises it.
//!
//! Requirements:
//!
//! 1. What is accepted equals `MessageEvent.origin` of that origin byte for byte, so that a plain comparison is exact.
//! 2. https; http on loopback only.
//! 3. Scheme, host and port, and nothing else but one trailing slash. Capitals are lowered, a default port is dropped.
//! 4. What a browser would rewrite in any other way (user names, paths, percent escapes, Unicode hosts, short IPv4 and
//!    IPv6 forms) is refused: a host that is not written in its final form is more often a mistake than not. So is `*`,
//!    which a URL parser takes for a letter, and a reader for a wildcard.
//!
//! All of it follows from one comparison with what the browser's own URL parser makes of the text, which is why there
//! is no second URL parser here that could disagree with the first.
//!
//! Source: <https://url.spec.whatwg.org/#host-parsing>, <https://html.spec.whatwg.org/#ascii-serialisation-of-an-origin>

use super::{Error, InvalidOption};

/// An exact, serialised origin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin(String);

impl Origin {
    /// Reads an origin as a host writes it. `serialise` is the browser's URL parser: it gives the serialised origin
    /// of an address, or nothing if the text is no address.
    ///
    /// # Errors
    ///
    /// `invalid-options` for anything but one origin in its final form.
    pub fn parse(text: &str, serialise: impl FnOnce(&str) -> Option<String>) -> Result<Self, Error> {
        let mut written = text.to_ascii_lowercase();
        drop_end(&mut written, "/");
        let host = match written.strip_prefix("https://") {
            Some(_) => None,
            None => Some(written.strip_prefix("http://").ok_or(EXPECTED)?),
        };
        let (secure, allowed) = (host.is_none(), host.is_none_or(is_loopback));
        drop_end(&mut written, if secure { ":443" } else { ":80" });
        let exact = serialise(text).is_some_and(|serialised| serialised == written);
        let wildcard = written.bytes().any(|byte| byte == b'*');
        if allowed && exact && !wildcard { Ok(Self(written)) } else { Err(EXPECTED) }
    }

    /// The origin as a browser serialises it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

const EXPECTED: Error = Error::invalid(InvalidOption::Origin);

fn drop_end(text: &mut String, end: &str) {
    if text.ends_with(end) {
        text.truncate(text.len() - end.len());
    }
}

/// Whether an authority in its final form never leaves the machine: `localhost`, `*.localhost`, `127.0.0.0/8`, `[::1]`.
pub(super) fn is_loopback(authority: &str) -> bool {
    let host = authority.split_once(':').map_or(authority, |(host, _)| host);
    let is_address = host.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    host == "localhost"
        || host.ends_with(".localhost")
        || (is_address && host.starts_with("127."))
        || authority.starts_with("[::1]")
}
