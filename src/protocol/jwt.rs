//! What can be read of a compact JWT without verifying it.
//!
//! The host never verifies a token: the guest's server does. It only has to know that what it forwards has the form
//! of one, how long it lives, and which of two is newer.
//!
//! Source: RFC 7519 sections 3 and 4.1, RFC 7515 section 3.1

use super::cut::cut;

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
    /// The life that the token claims for itself, in seconds.
    pub fn life(&self) -> Option<u32> {
        let seconds = self.expires_at?.checked_sub(self.issued_at?)?;
        Some(u32::try_from(seconds).unwrap_or(u32::MAX)).filter(|life| *life > 0)
    }
}

/// The bytes of a token's payload. `None` unless the token is three base64url parts without padding.
pub fn payload(token: &str) -> Option<Vec<u8>> {
    let (header, rest) = cut(token, b'.');
    let (payload, rest) = cut(rest?, b'.');
    let formed = [header, payload, rest?].iter().all(|part| is_base64url(part));
    formed.then(|| decode(payload))
}

fn is_base64url(part: &str) -> bool {
    !part.is_empty() && part.len() % 4 != 1 && part.bytes().all(|byte| sextet(byte).is_some())
}

fn sextet(byte: u8) -> Option<u32> {
    let value = match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'-' => 62,
        b'_' => 63,
        _ => return None,
    };
    Some(u32::from(value))
}

fn decode(part: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(part.len());
    let (mut bits, mut held) = (0_u32, 0_u32);
    for value in part.bytes().filter_map(sextet) {
        bits = (bits << 6) | value;
        held += 6;
        if held >= 8 {
            held -= 8;
            let [byte, ..] = (bits >> held).to_le_bytes();
            bytes.push(byte);
        }
    }
    bytes
}
