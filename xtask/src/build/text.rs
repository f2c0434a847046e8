//! The module as text, for a JavaScript string that compresses as well as the module itself.
//!
//! Base64 moves the borders of bytes, which costs a quarter more after gzip. Here the bytes below [`SINGLE`], which are most
//! bytes of any module, are one character each and the others are two. `pkg-template/bytes.js` is the way back.

/// The first of the alphabet's characters, which follow each other.
const FIRST: u8 = b'#';
/// How many characters the alphabet has.
const LETTERS: u8 = 92;
/// How many of them stand for a byte alone.
const SINGLE: u8 = 90;

/// The bytes as text without a quotation mark, a backslash or a `<`.
pub(super) fn text(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() + bytes.len() / 4);
    for &byte in bytes {
        match byte.checked_sub(SINGLE) {
            None => text.push(letter(byte)),
            Some(above) => text.extend([letter(SINGLE + above / LETTERS), letter(above % LETTERS)]),
        }
    }
    text
}

/// Two characters of the range would have to be escaped in a script; two from below it stand in for them.
fn letter(value: u8) -> char {
    match FIRST + value {
        b'\\' => ' ',
        b'<' => '!',
        letter => char::from(letter),
    }
}

#[cfg(test)]
mod tests {
    use super::text;
    use std::collections::HashSet;

    #[test]
    fn frequent_bytes_are_one_character_and_the_others_two() {
        assert_eq!(text(&[0, 1, 89]), "#$|");
        assert_eq!(text(&[90, 181, 182, 255]), "}#}~~#~l");
    }

    #[test]
    fn every_byte_has_a_text_of_its_own() {
        let texts: HashSet<String> = (0..=u8::MAX).map(|byte| text(&[byte])).collect();
        assert_eq!(texts.len(), 256);
    }

    #[test]
    fn the_text_needs_no_escape_in_a_script() {
        let all: Vec<u8> = (0..=u8::MAX).collect();
        assert!(text(&all).chars().all(|letter| (' '..='~').contains(&letter) && !"\"\\<".contains(letter)));
    }
}
