//! Seconds as they come from outside: digits in an address or a header, or a number of JavaScript.
//! Alone, because links, answers and headers share the rules.

/// The last moment that a `Date` can hold, in milliseconds since the epoch.
///
/// Source: <https://tc39.es/ecma262/#sec-time-values-and-time-range>
pub(super) const LATEST_DATE: u64 = 8_640_000_000_000_000;

/// The number that one to nineteen digits stand for; so many never overflow. `None` for any other text.
pub(super) fn parse_digits(text: &str) -> Option<u64> {
    let is_number = matches!(text.len(), 1..=19) && text.bytes().all(|byte| byte.is_ascii_digit());
    if is_number { text.parse().ok() } else { None }
}

/// The seconds of a link that a host passes in. `None` unless the number is whole and not negative.
#[expect(
    clippy::cast_precision_loss,
    clippy::float_cmp,
    reason = "a number that the casts change is not whole"
)]
pub fn whole_seconds(number: f64) -> Option<u64> {
    floor_seconds(number).filter(|seconds| *seconds as f64 == number)
}

/// The seconds in an answer or a token of the auth server, rounded down. `None` for a negative number.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the cast saturates")]
pub fn floor_seconds(number: f64) -> Option<u64> {
    (number >= 0.0).then_some(number as u64)
}
