//! What can be read of a compact JWT without verifying it.
//!
//! The host never verifies a token: the guest's server does. It only has to know that what it forwards has the form
//! of one, how long it lives, and which of two is newer.
//!
//! Source: RFC 7519 sections 3 and 4.1, RFC 7515 section 3.1, RFC 8259

use super::cut::cut;

/// The claims of a compact JWT that decide how long it lives and how new it is. Both are optional in RFC 7519.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CompactJwt {
    /// `iat`, in whole seconds since the epoch.
    pub issued_at: Option<u64>,
    /// `exp`, in whole seconds since the epoch.
    pub expires_at: Option<u64>,
}

impl CompactJwt {
    /// Reads a token. `None` unless it is three base64url parts without padding; claims that cannot be read are absent.
    pub fn parse(token: &str) -> Option<Self> {
        Some(read_claims(&payload(token)?))
    }

    /// The life that the token claims for itself, in seconds.
    pub fn life(&self) -> Option<u32> {
        let seconds = self.expires_at?.checked_sub(self.issued_at?)?;
        Some(u32::try_from(seconds).unwrap_or(u32::MAX)).filter(|life| *life > 0)
    }
}

/// The bytes of a token's payload. `None` unless the token is three base64url parts without padding.
pub(super) fn payload(token: &str) -> Option<Vec<u8>> {
    let (header, rest) = cut(token, b'.');
    let (payload, rest) = cut(rest?, b'.');
    let signature = rest?;
    let formed = [header, payload, signature].iter().all(|part| is_base64url(part));
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

/// Reads `iat` and `exp` at the top level of a JSON object. The last one of a name counts, as in `JSON.parse`.
fn read_claims(json: &[u8]) -> CompactJwt {
    let mut claims = CompactJwt::default();
    let mut scan = Scan { rest: json, depth: 0 };
    while let Some(name) = scan.next_name() {
        match name {
            b"iat" => claims.issued_at = scan.number(),
            b"exp" => claims.expires_at = scan.number(),
            _ => {}
        }
    }
    claims
}

/// Walks over JSON text and stops behind each name of the outermost object.
struct Scan<'json> {
    rest: &'json [u8],
    depth: u32,
}

impl<'json> Scan<'json> {
    fn next_name(&mut self) -> Option<&'json [u8]> {
        loop {
            match self.bump()? {
                b'{' | b'[' => self.depth += 1,
                b'}' | b']' => self.depth = self.depth.saturating_sub(1),
                b'"' => {
                    let text = self.string()?;
                    if self.depth == 1 && self.skip_space() == Some(b':') {
                        self.bump();
                        return Some(text);
                    }
                }
                _ => {}
            }
        }
    }

    /// The whole seconds of a `NumericDate`; a fraction is cut off, any other form is not read.
    fn number(&mut self) -> Option<u64> {
        self.skip_space();
        let seconds = self.digits();
        if let [b'.', rest @ ..] = self.rest {
            self.rest = rest;
            self.digits();
        }
        seconds.filter(|_| matches!(self.rest.first(), Some(b',' | b'}' | b' ' | b'\n' | b'\r' | b'\t')))
    }

    /// A run of digits as a number, unless there is none or it would not fit a time.
    fn digits(&mut self) -> Option<u64> {
        let mut number = None;
        while let [digit @ b'0'..=b'9', rest @ ..] = self.rest {
            number = Some(number.unwrap_or(0_u64).saturating_mul(10).saturating_add(u64::from(digit - b'0')));
            self.rest = rest;
        }
        number.filter(|number| *number < 1_000_000_000_000_000)
    }

    /// The text up to the closing quote, escapes left as they are.
    fn string(&mut self) -> Option<&'json [u8]> {
        let start = self.rest;
        let mut length = 0;
        loop {
            match self.bump()? {
                b'"' => return start.get(..length),
                b'\\' => {
                    self.bump()?;
                    length += 2;
                }
                _ => length += 1,
            }
        }
    }

    fn skip_space(&mut self) -> Option<u8> {
        while let [b' ' | b'\n' | b'\r' | b'\t', rest @ ..] = self.rest {
            self.rest = rest;
        }
        self.rest.first().copied()
    }

    fn bump(&mut self) -> Option<u8> {
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*first)
    }
}
