//! The link in a page's address.
//!
//! Requirements:
//!
//! 1. Names and values are percent-decoded; `+` stays `+`.
//! 2. The refresh token alone is a link; without it there is none, whatever else is there.
//! 3. A parameter twice, an empty one, a token of other than printable ASCII, and an expiry that is no whole number are a
//!    malformed link.
//! 4. Nothing is compared with a clock: whether a link is still good is the server's to say.

use super::decode::decode;
use super::names::{Names, Param, name_and_value};
use super::segments::segments;
use super::{Error, ErrorCode, decimal};
use crate::protocol::Secret;

/// A link: a refresh token, and when its server says that it runs out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The token.
    pub refresh_token: Secret,
    /// When it runs out, in seconds since the epoch by the server's clock.
    pub expires_on: Option<u64>,
    /// How long it lives from when it was made, in seconds.
    pub expires_in: Option<u64>,
}

/// The highest number that JavaScript holds exactly.
const HIGHEST: u64 = (1 << 53) - 1;

impl Link {
    /// Finds the link in an address, if there is one.
    ///
    /// # Errors
    ///
    /// `link-malformed` where there is a refresh token, and not one good link.
    pub fn find(address: &str, names: &Names) -> Result<Option<Self>, Error> {
        let (mut token, mut on, mut within) = (None, None, None);
        let mut doubled = false;
        for segment in segments(address, names).1 {
            let slot = match segment.param {
                Some(Param::RefreshToken) => &mut token,
                Some(Param::ExpiresOn) => &mut on,
                Some(Param::ExpiresIn) => &mut within,
                None => continue,
            };
            let value = name_and_value(segment.text).1.unwrap_or_default();
            doubled |= slot.replace(value).is_some();
        }
        let Some(token) = token else { return Ok(None) };
        if doubled {
            return Err(MALFORMED);
        }
        Ok(Some(Self {
            refresh_token: Secret::new(text(token).ok_or(MALFORMED)?),
            expires_on: on.map(seconds).transpose()?,
            expires_in: within.map(seconds).transpose()?,
        }))
    }
}

const MALFORMED: Error = Error::new(ErrorCode::LinkMalformed);

/// A value, decoded, unless it is empty or holds what no token may hold (RFC 6749 appendix A).
fn text(value: &str) -> Option<String> {
    let bytes = decode(value);
    let allowed = !bytes.is_empty() && bytes.iter().all(|byte| matches!(byte, b' '..=b'~'));
    allowed.then(|| bytes.into_iter().map(char::from).collect())
}

fn seconds(value: &str) -> Result<u64, Error> {
    let number = text(value).and_then(|text| decimal::parse(&text));
    number.filter(|number| *number <= HIGHEST).ok_or(MALFORMED)
}
