//! How long to wait before a call is made again.
//!
//! `random` is an evenly distributed 32-bit number. Pauses have full jitter, so that pages which failed together do not call
//! together.

use super::Instant;

/// The longest pause after the first failed call, in milliseconds. It doubles with each further call that fails.
const BASE_DELAY: u64 = 500;

/// The longest pause in a flight that uses the whole of its deadline, however long that is, in milliseconds.
const MAX_DELAY: u64 = 8_000;

/// The calls in a row that failed, and when the next one may be.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Backoff {
    calls: u32,
    /// Before this the backend does not want to be called.
    not_before: Instant,
}

impl Backoff {
    /// The backend said after how many seconds to call again.
    pub(super) fn apply_retry_after(&mut self, retry_after: Option<u32>, now: Instant) {
        if let Some(seconds) = retry_after {
            self.not_before = self.not_before.max(now.after(u64::from(seconds) * 1_000));
        }
    }

    /// A call failed that is retried. Gives the time of the next call, after a pause that never grows beyond `longest`, in
    /// milliseconds. `Retry-After` wins over our own delay; up to half a second of jitter is added to it, since many pages may have
    /// got the same one.
    pub(super) fn call_failed(&mut self, longest: u64, now: Instant, random: u32) -> Instant {
        self.calls = self.calls.saturating_add(1);
        if self.not_before > now {
            return self.not_before.after(scale(BASE_DELAY, random));
        }
        now.after(scale(doubled(BASE_DELAY, self.calls, longest), random))
    }

    /// Before this the backend does not want to be called.
    pub(super) const fn not_before(&self) -> Instant {
        self.not_before
    }

    /// A call brought a token that could be used.
    pub(super) fn succeeded(&mut self) {
        *self = Self::default();
    }

    /// The network is back, or somebody looks: the next call that fails counts as the first one.
    pub(super) const fn reset_calls(&mut self) {
        self.calls = 0;
    }
}

/// The longest pause in such a flight with this deadline, in milliseconds: there is time left for an answer.
pub(super) fn longest_pause(timeout: u32) -> u64 {
    MAX_DELAY.min(u64::from(timeout / 2))
}

/// `first` for the first failure, twice as much for each further one, but never more than `longest`.
pub(super) fn doubled(first: u64, failures: u32, longest: u64) -> u64 {
    (first << failures.saturating_sub(1).min(16)).min(longest)
}

/// The same part of a length as `random` is of its range. No length is too long: a token may live for years.
pub(super) fn scale(length: u64, random: u32) -> u64 {
    let random = u64::from(random);
    let (high, low) = (length >> 32, length & u64::from(u32::MAX));
    high * random + ((low * random) >> 32)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LATE: u32 = u32::MAX;

    fn after(milliseconds: u64) -> Instant {
        Instant::START.after(milliseconds)
    }

    #[test]
    fn pauses_between_calls_double_have_full_jitter_and_stay_below_the_longest() {
        let mut backoff = Backoff::default();
        for longest in [500, 1_000, 2_000, 4_000, 5_000, 5_000] {
            let before = backoff;
            assert_eq!(backoff.call_failed(5_000, Instant::START, 0), Instant::START);
            backoff = before;
            assert_eq!(backoff.call_failed(5_000, Instant::START, LATE), after(longest - 1));
        }
    }

    #[test]
    fn no_call_is_made_before_the_time_that_the_backend_asked_for() {
        for random in [0, LATE] {
            let mut backoff = Backoff::default();
            backoff.apply_retry_after(Some(7), Instant::START);
            backoff.apply_retry_after(Some(3), Instant::START);
            backoff.apply_retry_after(None, Instant::START);
            backoff.reset_calls();
            let next = backoff.call_failed(5_000, Instant::START, random);
            assert!((after(7_000)..after(7_500)).contains(&next), "{next:?}");
            assert_eq!(backoff.not_before(), after(7_000));
        }
    }

    #[test]
    fn success_forgets_every_failure() {
        let mut backoff = Backoff::default();
        backoff.apply_retry_after(Some(60), Instant::START);
        backoff.call_failed(5_000, Instant::START, 0);
        backoff.succeeded();
        assert_eq!(backoff.not_before(), Instant::START);
        assert_eq!(backoff.call_failed(5_000, Instant::START, LATE), after(499));
    }

    #[test]
    fn any_length_is_scaled() {
        let year = 31_536_000_000;
        let rows = [
            (0, LATE, 0),
            (1_000, 0, 0),
            (1_000, 1 << 31, 500),
            (1_000, LATE, 999),
            (year, 1 << 30, year / 4),
            (year, 1 << 31, year / 2),
            (year, LATE, year - 8),
            (u64::MAX, 1 << 31, u64::MAX / 2),
            (u64::MAX, LATE, u64::MAX - (1 << 32)),
        ];
        for (length, random, scaled) in rows {
            assert_eq!(scale(length, random), scaled, "{length} {random}");
        }
    }

    #[test]
    fn a_reset_forgets_the_calls_that_failed() {
        let mut backoff = Backoff::default();
        for _ in 0..10 {
            backoff.call_failed(5_000, Instant::START, 0);
        }
        backoff.reset_calls();
        assert_eq!(backoff.call_failed(5_000, Instant::START, LATE), after(499));
    }
}
