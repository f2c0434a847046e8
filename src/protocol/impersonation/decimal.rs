//! Whole numbers as text, without the machinery of formatting.

/// Appends a number.
pub(super) fn push(text: &mut String, number: u64) {
    if number >= 10 {
        push(text, number / 10);
    }
    let [digit, ..] = (number % 10).to_le_bytes();
    text.push(char::from(b'0' + digit));
}

/// Reads digits and nothing else.
pub(super) fn parse(text: &str) -> Option<u64> {
    let digits = text.bytes().try_fold(0_u64, |number, byte| {
        let digit = byte.is_ascii_digit().then(|| u64::from(byte - b'0'))?;
        number.checked_mul(10)?.checked_add(digit)
    });
    digits.filter(|_| !text.is_empty())
}
