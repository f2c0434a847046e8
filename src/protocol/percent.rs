//! Percent-encoding, which the query of a view, a form of the auth server and an impersonation link share.
//!
//! Source: RFC 3986 section 2, <https://url.spec.whatwg.org/#percent-encoded-bytes>

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// Everything that is not unreserved (RFC 3986 section 2.3).
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Appends text with every byte encoded that is not unreserved.
pub(super) fn encode(out: &mut String, text: &str) {
    out.extend(utf8_percent_encode(text, RESERVED));
}

/// The bytes that text with percent escapes stands for. `+` is no space, and what is no escape stands for itself.
pub(super) fn decode(text: &str) -> Vec<u8> {
    percent_decode_str(text).collect()
}
