//! Whole numbers as text, without the machinery of formatting.

/// Appends a number.
pub(super) fn push(text: &mut String, number: u64) {
    if number >= 10 {
        push(text, number / 10);
    }
    let [digit, ..] = (number % 10).to_le_bytes();
    text.push(char::from(b'0' + digit));
}

/// Reads one to nineteen digits, which never overflow, and nothing else.
pub(super) fn parse(text: &str) -> Option<u64> {
    let digits = matches!(text.len(), 1..=19) && text.bytes().all(|byte| byte.is_ascii_digit());
    let add = |number: u64, byte: u8| number.wrapping_mul(10).wrapping_add(u64::from(byte & 15));
    digits.then(|| text.bytes().fold(0, add))
}
