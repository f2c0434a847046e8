//! A string as JSON writes it.

use crate::protocol::path::hex_digit;

/// Appends a string in quotation marks. What must be escaped is escaped by number.
///
/// Source: RFC 8259 section 7
pub(super) fn push_string(out: &mut String, text: &str) {
    out.push('"');
    for character in text.chars() {
        match u8::try_from(character) {
            Ok(byte @ (0..0x20 | b'"' | b'\\')) => {
                out.push_str("\\u00");
                out.push(char::from(hex_digit(byte >> 4)));
                out.push(char::from(hex_digit(byte & 15)));
            }
            _ => out.push(character),
        }
    }
    out.push('"');
}
