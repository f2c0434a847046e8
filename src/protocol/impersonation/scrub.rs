//! An address without the link in it.
//!
//! Requirements:
//!
//! 1. Exactly the parameters of the link go, each with the mark before it.
//! 2. Everything else stays, byte for byte and in its order; what stood behind a `?` or `#` that went moves up to it.
//! 3. Where there is no refresh token, nothing is touched.

use super::names::{Names, Param};
use super::segments::segments;

/// The address without the link, if there is one in it, malformed or not. The result holds none.
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
        // The first `?` of the query or of the hash, and the `#`, are there for whatever comes first behind them.
        let opening = free_delimiter.take().filter(|delimiter| *delimiter == b'#' || (*delimiter == b'?' && !seen_question_mark));
        let delimiter = opening.unwrap_or(segment.delimiter);
        seen_question_mark |= delimiter == b'?';
        clean.push(char::from(delimiter));
        clean.push_str(segment.text);
    }
    found.then_some(clean)
}
