//! The link in a page's address.
//!
//! Requirements:
//!
//! 1. Names and values are percent-decoded; `+` stays `+`.
//! 2. A refresh token alone is a link. Without one there is no link, whatever else is there.
//! 3. A link is malformed if it has a parameter twice or an empty one, a token with anything but printable ASCII, or an expiry
//!    that is not a whole number or that no `Date` can hold: apps make one of it.
//! 4. Nothing is compared with a clock: the server decides whether a link has expired.

use super::names::{Names, Param, name_and_value};
use super::seconds::{LATEST_DATE, parse_digits};
use super::segments::segments;
use crate::protocol::percent::decode;
use crate::protocol::{Error, ErrorCode, Secret};

/// A link: a refresh token, and when it expires.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The refresh token.
    pub refresh_token: Secret,
    /// When the token expires, in seconds since the epoch by the server's clock.
    pub expires_on: Option<u64>,
    /// The token's lifetime from when it was issued, in seconds.
    pub expires_in: Option<u64>,
}

/// The highest whole number that JavaScript holds exactly.
const MAX_SAFE_INTEGER: u64 = (1 << 53) - 1;

const MALFORMED: Error = Error::new(ErrorCode::LinkMalformed);

impl Link {
    /// Finds the link in an address, if there is one.
    ///
    /// # Errors
    ///
    /// [`ErrorCode::LinkMalformed`] if there is a refresh token, but not exactly one valid link.
    pub fn find(address: &str, names: &Names) -> Result<Option<Self>, Error> {
        let (mut token, mut expiry, mut lifetime) = (None, None, None);
        let mut duplicate = false;
        for segment in segments(address, names).1 {
            let slot = match segment.param {
                Some(Param::RefreshToken) => &mut token,
                Some(Param::ExpiresOn) => &mut expiry,
                Some(Param::ExpiresIn) => &mut lifetime,
                None => continue,
            };
            let value = name_and_value(segment.text).1.unwrap_or_default();
            duplicate |= slot.replace(value).is_some();
        }
        let Some(token) = token else { return Ok(None) };
        if duplicate {
            return Err(MALFORMED);
        }
        Ok(Some(Self {
            refresh_token: Secret::new(text(token).ok_or(MALFORMED)?),
            expires_on: expiry.map(|on| seconds(on, LATEST_DATE / 1000)).transpose()?,
            expires_in: lifetime.map(|lifetime| seconds(lifetime, MAX_SAFE_INTEGER)).transpose()?,
        }))
    }
}

/// A value, decoded. `None` if it is empty, or holds what no token may hold (RFC 6749 appendix A).
fn text(value: &str) -> Option<String> {
    let bytes = decode(value);
    let allowed = !bytes.is_empty() && bytes.iter().all(|byte| matches!(byte, b' '..=b'~'));
    allowed.then(|| bytes.into_iter().map(char::from).collect())
}

fn seconds(value: &str, most: u64) -> Result<u64, Error> {
    let number = text(value).and_then(|text| parse_digits(&text));
    number.filter(|number| *number <= most).ok_or(MALFORMED)
}
