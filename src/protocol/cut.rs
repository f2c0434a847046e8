//! Cuts text at an ASCII character.
//!
//! `str::split` would do, but its general searcher costs more bytes in the shipped module than everything that
//! needs to be cut.

/// The text before the first such character, and the text behind it; all of it and nothing if there is none.
pub(super) fn cut(text: &str, at: u8) -> (&str, Option<&str>) {
    debug_assert!(at.is_ascii());
    let found = text.bytes().position(|byte| byte == at);
    match found.and_then(|found| text.get(..found).zip(text.get(found + 1..))) {
        Some((before, behind)) => (before, Some(behind)),
        None => (text, None),
    }
}

/// The word at that place in a list of words, each of which ends where the next begins. A list in one piece takes fewer bytes
/// than a table of pieces.
#[inline(never)]
pub fn word(words: &str, end: u8, place: usize) -> &str {
    let mut rest = Some(words);
    let mut place = place;
    loop {
        let (first, behind) = cut(rest.unwrap_or_default(), end);
        if place == 0 {
            return first;
        }
        (rest, place) = (behind, place - 1);
    }
}
