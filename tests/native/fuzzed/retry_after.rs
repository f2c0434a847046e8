//! The header `Retry-After`, and the date of the answer that has it.

use std::time::{SystemTime, UNIX_EPOCH};

use embed_host::protocol::{Error, ErrorCode, delay_seconds, retry_after};

/// A day, in seconds.
const DAY: u32 = 86_400;

/// The time by the local clock, in milliseconds since the epoch: Sun, 06 Nov 1994 08:49:37 GMT.
const NOW: u64 = 784_111_777_000;

/// The input is the header, and in a second line the date of the answer.
pub(crate) fn check(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let (value, date) = text.split_once('\n').map_or((&*text, None), |(value, date)| (value, Some(date)));
    check_header(value, date);
}

/// Digits count, and dates as another library reads and writes them. Whatever a more forgiving reader makes of anything else, it is as
/// good as absent.
fn check_header(value: &str, date: Option<&str>) {
    let is_digits = !value.is_empty() && value.chars().all(|letter| letter.is_ascii_digit());
    let digits = is_digits.then(|| number(value));
    assert_eq!(delay_seconds(value), digits);
    let found = retry_after(value, date, NOW, read);
    let wait = |from: u64| {
        let seconds = read(value)?.saturating_sub(from).div_ceil(1_000);
        Some(u32::try_from(seconds).unwrap_or(u32::MAX))
    };
    let answered = date.and_then(read).unwrap_or(NOW);
    let possible = [None, digits, wait(answered), wait(NOW)];
    assert!(possible.contains(&found), "{value:?} {date:?}: {found:?}");
    if is_digits || is_written_so(value) && date.is_none_or(is_written_so) {
        assert_eq!(found, digits.or(wait(answered)), "{value:?} {date:?}");
    }
    let forgiving = retry_after(value, date, NOW, |_| Some(NOW));
    let is_dated = value.ends_with(" GMT") && value.contains(',') && value.contains(':');
    assert!(forgiving.is_none() || is_digits || is_dated, "{value:?}");
    if let Some(seconds) = found {
        let error = Error::new(ErrorCode::BackendStatus).with_retry_after(seconds);
        assert_eq!(error.retry_after(), Some(seconds.min(DAY)), "no longer than a day is believed");
    }
}

/// The number that digits stand for, or the highest one.
fn number(digits: &str) -> u32 {
    let append = |number: u32, digit: u8| number.saturating_mul(10).saturating_add(u32::from(digit - b'0'));
    digits.bytes().fold(0, append)
}

/// A date in milliseconds since the epoch.
fn read(date: &str) -> Option<u64> {
    let time: SystemTime = httpdate::parse_http_date(date).ok()?;
    time.duration_since(UNIX_EPOCH).ok()?.as_millis().try_into().ok()
}

/// Whether a date is written as the standard wants it.
fn is_written_so(date: &str) -> bool {
    httpdate::parse_http_date(date).is_ok_and(|time| httpdate::fmt_http_date(time) == date)
}
