//! What can be read of a compact JWT without verifying it.
//!
//! The host never verifies a token: the guest's server does. It only has to know that what it forwards has the form
//! of one, how long it lives, and which of two is newer.
//!
//! Source: RFC 7519 sections 3 and 4.1, RFC 7515 section 3.1

use base64::Engine;
use base64::alphabet::URL_SAFE;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

/// The claims of a compact JWT that decide how long it lives and how new it is, in whole seconds since the epoch. Both are
/// optional in RFC 7519.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Claims {
    /// `iat`
    pub issued_at: Option<u64>,
    /// `exp`
    pub expires_at: Option<u64>,
}

impl Claims {
    /// The lifetime that the token claims for itself, in seconds.
    pub fn lifetime(&self) -> Option<u32> {
        let seconds = self.expires_at?.checked_sub(self.issued_at?)?;
        Some(u32::try_from(seconds).unwrap_or(u32::MAX)).filter(|lifetime| *lifetime > 0)
    }
}

/// base64url without padding (RFC 7515 section 2). Bits that a lazy encoder left over after the last byte do no harm.
const BASE64URL: GeneralPurpose = GeneralPurpose::new(
    &URL_SAFE,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::RequireNone)
        .with_decode_allow_trailing_bits(true),
);

/// The bytes of a token's payload. `None` unless the token is three base64url parts without padding.
pub fn payload(token: &str) -> Option<Vec<u8>> {
    let [_, payload, _] = parts(token)?;
    BASE64URL.decode(payload).ok()
}

/// Whether a token is three base64url parts without padding.
pub(super) fn is_compact(token: &str) -> bool {
    parts(token).is_some()
}

fn parts(token: &str) -> Option<[&str; 3]> {
    let (header, rest) = token.split_once('.')?;
    let (payload, signature) = rest.split_once('.')?;
    let parts = [header, payload, signature];
    parts.iter().all(|part| is_base64url(part)).then_some(parts)
}

/// Whether text has the form of base64url; no byte is decoded.
fn is_base64url(part: &str) -> bool {
    let is_digit = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    !part.is_empty() && part.len() % 4 != 1 && part.bytes().all(is_digit)
}
