//! An address without the link in it.
//!
//! Requirements:
//!
//! 1. Exactly the parameters of the link go, each with the mark before it.
//! 2. Everything else stays, byte for byte and in its order; what stood behind a `?` or `#` that went moves up to it.
//! 3. Where there is no refresh token, nothing is touched.

use super::names::{Names, Role};
use super::pieces::pieces;

/// The address without the link, if there is one in it, malformed or not. The result holds none.
pub fn scrub(address: &str, names: &Names) -> Option<String> {
    let (page, pieces) = pieces(address, names);
    let mut clean = String::from(page);
    let mut found = false;
    let mut freed = None;
    let mut asked = false;
    for piece in pieces {
        if piece.mark == b'#' {
            (freed, asked) = (None, false);
        }
        if let Some(role) = piece.role {
            found |= role == Role::RefreshToken;
            freed = freed.or(Some(piece.mark));
            continue;
        }
        // The first `?` of the query or of the hash, and the `#`, are there for whatever comes first behind them.
        let opening = freed.take().filter(|mark| *mark == b'#' || (*mark == b'?' && !asked));
        let mark = opening.unwrap_or(piece.mark);
        asked |= mark == b'?';
        clean.push(char::from(mark));
        clean.push_str(piece.text);
    }
    found.then_some(clean)
}
