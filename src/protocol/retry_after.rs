//! `Retry-After` (RFC 9110 section 10.2.3): digits, or an HTTP date. Anything else is as good as absent.
//!
//! How much of it is believed is the error's to say: see [`Error::with_retry_after`](super::Error::with_retry_after).

/// The seconds that a value of digits stands for, `delay-seconds` in the standard.
pub fn delay_seconds(value: &str) -> Option<u32> {
    let is_number = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| value.parse().unwrap_or(u32::MAX))
}

/// The seconds that a server asks to wait, rounded up. A date counts from the `Date` of the answer, since the client's clock may
/// be wrong; from `now`, in milliseconds since the epoch, where the answer has none.
///
/// `parse` reads a date, and gives milliseconds since the epoch. A browser's `Date.parse` does, though it also takes what is no
/// HTTP date: a crate that reads dates costs 6 kB in the module.
pub fn retry_after(
    value: &str,
    date: Option<&str>,
    now: u64,
    parse: impl Fn(&str) -> Option<u64>,
) -> Option<u32> {
    let read = |date: &str| if is_http_date(date) { parse(date) } else { None };
    delay_seconds(value).or_else(|| {
        let answered = date.and_then(read).unwrap_or(now);
        let wait = read(value)?.saturating_sub(answered).div_ceil(1_000);
        Some(u32::try_from(wait).unwrap_or(u32::MAX))
    })
}

/// Whether it has the form `Sun, 06 Nov 1994 08:49:37 GMT`, or `Sunday, 06-Nov-94 08:49:37 GMT`, which is obsolete. The third
/// form names no time zone, and no server has used it for decades.
fn is_http_date(text: &str) -> bool {
    const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    let count = |wanted: u8| text.bytes().filter(|byte| *byte == wanted).count();
    let begins = DAYS.iter().any(|day| text.starts_with(day));
    begins && text.ends_with(" GMT") && count(b',') == 1 && count(b':') == 2
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As strict as the standard.
    fn parse(date: &str) -> Option<u64> {
        let time = httpdate::parse_http_date(date).ok()?;
        time.duration_since(std::time::UNIX_EPOCH).ok()?.as_millis().try_into().ok()
    }

    /// Sun, 06 Nov 1994 08:49:37 GMT.
    const NOW: u64 = 784_111_777_000;

    #[test]
    fn digits_or_an_http_date_count_and_nothing_else() {
        let rows = [
            ("0", Some(0)),
            ("120", Some(120)),
            ("007", Some(7)),
            ("4294967296", Some(u32::MAX)),
            ("99999999999999999999999", Some(u32::MAX)),
            ("Sun, 06 Nov 1994 08:50:37 GMT", Some(60)),
            ("Sunday, 06-Nov-94 08:50:37 GMT", Some(60)),
            ("Sun Nov  6 08:50:37 1994", None),
            ("Sun, 06 Nov 1994 08:49:37 GMT", Some(0)),
            ("Sun, 06 Nov 1994 07:00:00 GMT", Some(0)),
            ("Fri, 31 Dec 9999 23:59:59 GMT", Some(u32::MAX)),
            ("1e9", None),
            ("+3600", None),
            ("-1", None),
            ("1.5", None),
            ("0x10", None),
            (" 1", None),
            ("1, 2", None),
            ("\u{663}", None),
            ("Infinity", None),
            ("true", None),
            ("2026", Some(2026)),
            ("2026-11-28", None),
            ("2026-11-28T10:00:00Z", None),
            ("November 6, 1994", None),
            ("Sun, 06 Nov 1994 08:50:37 +0100", None),
            ("", None),
        ];
        for (value, seconds) in rows {
            assert_eq!(retry_after(value, None, NOW, parse), seconds, "{value:?}");
            // A browser is more lenient: it finds a date in nearly anything.
            let lenient = retry_after(value, None, NOW, |_| Some(NOW + 60_000));
            assert_eq!(lenient.is_some(), seconds.is_some(), "{value:?}");
        }
    }

    #[test]
    fn a_date_counts_from_the_answers_own() {
        let until = "Sun, 06 Nov 1994 08:50:37 GMT";
        assert_eq!(retry_after(until, Some("Sun, 06 Nov 1994 08:50:00 GMT"), NOW, parse), Some(37));
        assert_eq!(retry_after(until, Some("yesterday"), NOW, parse), Some(60));
        assert_eq!(retry_after("5", Some("Sun, 06 Nov 1994 08:50:00 GMT"), NOW, parse), Some(5));
    }

    #[test]
    fn a_part_of_a_second_counts_as_one() {
        assert_eq!(retry_after("Sun, 06 Nov 1994 08:49:38 GMT", None, NOW + 1, parse), Some(1));
    }
}
