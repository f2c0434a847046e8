//! An address without the link in it.
//!
//! Requirements:
//!
//! 1. Exactly the parameters of the link are removed, each with the delimiter before it.
//! 2. Everything else stays, byte for byte and in order. Text after a `?` or `#` that was removed takes its place.
//! 3. If there is no refresh token, nothing is changed.

use super::names::{Names, Param};
use super::segments::segments;

/// The address without the link, whether that is malformed or not. `None` if there is no link. The result never holds one.
pub fn scrub(address: &str, names: &Names) -> Option<String> {
    let (page, segments) = segments(address, names);
    let mut clean = String::from(page);
    let mut found = false;
    let mut free_delimiter = None;
    let mut seen_question_mark = false;
    for segment in segments {
        if segment.delimiter == b'#' {
            (free_delimiter, seen_question_mark) = (None, false);
        }
        if let Some(param) = segment.param {
            found |= param == Param::RefreshToken;
            free_delimiter = free_delimiter.or(Some(segment.delimiter));
            continue;
        }
        // The `#`, and the first `?` of the query or of the hash, come before whichever segment is left first.
        let is_opening = |delimiter: &u8| *delimiter == b'#' || (*delimiter == b'?' && !seen_question_mark);
        let delimiter = free_delimiter.take().filter(is_opening).unwrap_or(segment.delimiter);
        seen_question_mark |= delimiter == b'?';
        clean.push(char::from(delimiter));
        clean.push_str(segment.text);
    }
    found.then_some(clean)
}
