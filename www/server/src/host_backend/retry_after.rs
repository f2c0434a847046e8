//! `Retry-After`: when a server that cannot answer now wants to be asked again. Every embed heeds it.

use std::time::SystemTime;

use reqwest::header::{HeaderMap, RETRY_AFTER};

/// Longer than a day is a mistake of the server's.
const LONGEST: u64 = 24 * 60 * 60;

/// What another server asks for, in seconds from now: it says so itself, or gives a date.
pub(super) fn asked_for(headers: &HeaderMap) -> Option<u32> {
    let value = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    let seconds = value.parse().ok().or_else(|| httpdate::parse_http_date(value).ok().map(seconds_until))?;
    u32::try_from(seconds.min(LONGEST)).ok()
}

/// Rounded up. A date that has passed is now.
fn seconds_until(date: SystemTime) -> u64 {
    let wait = date.duration_since(SystemTime::now()).unwrap_or_default();
    wait.as_secs() + u64::from(wait.subsec_nanos() > 0)
}

/// For a failure of which nobody knows how long it lasts: long enough for a server to come to its senses, short enough for
/// a page to ask once more before its own deadline. At random, so that all who failed in one second do not come back in one.
pub(super) fn soon() -> u32 {
    rand::random_range(2..=5)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::time::{Duration, SystemTime};

    use reqwest::header::{HeaderMap, HeaderValue, RETRY_AFTER};

    use super::{asked_for, soon};

    fn header(value: &str) -> HeaderMap {
        HeaderMap::from_iter([(RETRY_AFTER, HeaderValue::from_str(value).unwrap())])
    }

    #[test]
    fn seconds_are_passed_on_up_to_a_day() {
        for (value, seconds) in [
            ("0", Some(0)),
            ("7", Some(7)),
            (" 120 ", Some(120)),
            ("86401", Some(86_400)),
            ("18446744073709551615", Some(86_400)),
            ("", None),
            ("-1", None),
            ("1.5", None),
            ("soon", None),
        ] {
            assert_eq!(asked_for(&header(value)), seconds, "{value}");
        }
        assert_eq!(asked_for(&HeaderMap::new()), None);
    }

    #[test]
    fn a_date_is_so_many_seconds_from_now() {
        let date = httpdate::fmt_http_date(SystemTime::now() + Duration::from_secs(60));
        let seconds = asked_for(&header(&date)).unwrap();
        assert!((59..=60).contains(&seconds), "{seconds}");
        assert_eq!(asked_for(&header("Sun, 06 Nov 1994 08:49:37 GMT")), Some(0));
    }

    #[test]
    fn those_who_failed_together_are_told_different_times() {
        let times: BTreeSet<_> = (0..1_000).map(|_| soon()).collect();
        assert_eq!(times, BTreeSet::from([2, 3, 4, 5]));
    }
}
