//! How long to wait before trying again.
//!
//! `random` is an evenly distributed 32-bit number. Pauses within a flight have full jitter, so that pages which failed
//! together do not call together; cooldowns between flights keep at least half their length, so that a source which is
//! down is left alone for a while.

use super::Instant;

/// The longest pause after the first failed call, in milliseconds. It doubles with each further call that fails.
const BASE_DELAY: u64 = 500;

/// A pause within a flight never grows beyond this, in milliseconds.
const MAX_DELAY: u64 = 8_000;

/// The longest cooldown after the first failed flight, in milliseconds. It doubles with each further flight that fails.
const MIN_COOLDOWN: u64 = 4_000;

/// A cooldown never grows beyond this, in milliseconds: an embed recovers within that time after its source does.
const MAX_COOLDOWN: u64 = 120_000;

/// After so many failed calls in a row, the first call of a flight is delayed too.
const FAILURES_BEFORE_DELAY: u32 = 4;

/// The calls and flights in a row that failed, and when the next ones may be.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Backoff {
    calls: u32,
    flights: u32,
    /// Before this the backend does not want to be called.
    not_before: Instant,
    /// Before this no flight starts that nobody waits for.
    cooldown_until: Instant,
}

impl Backoff {
    /// The backend said after how many seconds to call again.
    pub(super) fn apply_retry_after(&mut self, retry_after: Option<u32>, now: Instant) {
        if let Some(seconds) = retry_after {
            self.not_before = self.not_before.max(now.after(u64::from(seconds) * 1_000));
        }
    }

    /// A call failed that is retried. Gives the time of the next call; `timeout` is the flight's, in milliseconds.
    pub(super) fn call_failed(&mut self, timeout: u32, now: Instant, random: u32) -> Instant {
        self.calls = self.calls.saturating_add(1);
        self.next_call(timeout, now, random)
    }

    /// When the first call of a flight is made: at once, unless the source has failed several times in a row.
    pub(super) fn first_call(&self, timeout: u32, now: Instant, random: u32) -> Instant {
        if self.calls < FAILURES_BEFORE_DELAY && self.not_before <= now {
            return now;
        }
        self.next_call(timeout, now, random)
    }

    /// A pause never takes more than half of the flight, so that there is time for an answer. `Retry-After` wins over our
    /// own delay; up to half a second of jitter is added to it, since many pages may have got the same one.
    fn next_call(&self, timeout: u32, now: Instant, random: u32) -> Instant {
        let longest = doubled(BASE_DELAY, self.calls, MAX_DELAY).min(u64::from(timeout / 2));
        let pause = scale(longest, random);
        if self.not_before > now {
            return self.not_before.after(scale(BASE_DELAY, random));
        }
        now.after(pause)
    }

    /// A flight ended without a token.
    pub(super) fn flight_failed(&mut self, now: Instant, random: u32) {
        self.flights = self.flights.saturating_add(1);
        let longest = doubled(MIN_COOLDOWN, self.flights, MAX_COOLDOWN);
        self.cooldown_until = now.after(longest / 2 + scale(longest / 2, random));
    }

    /// A call brought a token that could be used.
    pub(super) fn succeeded(&mut self) {
        *self = Self::default();
    }

    /// The network is back, or the page is visible again: forgets all delays but `Retry-After`.
    pub(super) fn reset_delays(&mut self) {
        *self = Self { not_before: self.not_before, ..Self::default() };
    }

    /// When a flight may start that nobody waits for.
    pub(super) fn next_flight(&self) -> Instant {
        self.cooldown_until.max(self.not_before)
    }
}

/// `first` for the first failure, twice as much for each further one, but never more than `longest`.
fn doubled(first: u64, failures: u32, longest: u64) -> u64 {
    (first << failures.saturating_sub(1).min(16)).min(longest)
}

/// The same part of a length as `random` is of its range.
pub(super) fn scale(length: u64, random: u32) -> u64 {
    (length * u64::from(random)) >> 32
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
        for longest in [500, 1_000, 2_000, 4_000, 8_000, 8_000, 8_000] {
            let before = backoff;
            assert_eq!(backoff.call_failed(60_000, Instant::START, 0), Instant::START);
            backoff = before;
            assert_eq!(backoff.call_failed(60_000, Instant::START, LATE), after(longest - 1));
        }
    }

    #[test]
    fn a_pause_leaves_half_of_the_flight() {
        let mut backoff = Backoff { calls: 30, ..Backoff::default() };
        assert_eq!(backoff.call_failed(1_000, Instant::START, LATE), after(499));
    }

    #[test]
    fn a_first_call_is_put_off_only_after_four_failures_in_a_row() {
        for (calls, put_off) in [(0, false), (1, false), (3, false), (4, true), (u32::MAX, true)] {
            let backoff = Backoff { calls, ..Backoff::default() };
            assert_eq!(backoff.first_call(10_000, Instant::START, LATE) > Instant::START, put_off, "{calls}");
        }
    }

    #[test]
    fn no_call_is_made_before_the_time_that_the_backend_asked_for() {
        let mut backoff = Backoff::default();
        backoff.apply_retry_after(Some(7), Instant::START);
        backoff.apply_retry_after(Some(3), Instant::START);
        backoff.apply_retry_after(None, Instant::START);
        for random in [0, LATE] {
            let calls = [
                backoff.first_call(10_000, Instant::START, random),
                backoff.clone().call_failed(10_000, Instant::START, random),
                backoff.next_flight(),
            ];
            assert!(calls.iter().all(|call| *call >= after(7_000)), "{calls:?}");
            assert!(calls.iter().all(|call| *call < after(7_500)), "{calls:?}");
        }
        assert_eq!(backoff.first_call(10_000, after(7_000), LATE), after(7_000));
    }

    #[test]
    fn cooldowns_between_flights_double_and_keep_half_their_length() {
        let mut backoff = Backoff::default();
        for longest in [4_000, 8_000, 16_000, 32_000, 64_000, 120_000, 120_000] {
            let mut early = backoff;
            early.flight_failed(Instant::START, 0);
            assert_eq!(early.next_flight(), after(longest / 2));
            backoff.flight_failed(Instant::START, LATE);
            assert_eq!(backoff.next_flight(), after(longest - 1));
        }
        backoff.reset_delays();
        assert_eq!(backoff.next_flight(), Instant::START);
    }

    #[test]
    fn success_forgets_every_failure() {
        let mut backoff = Backoff::default();
        backoff.apply_retry_after(Some(60), Instant::START);
        backoff.flight_failed(Instant::START, 0);
        backoff.succeeded();
        assert_eq!(backoff.next_flight(), Instant::START);
        assert_eq!(backoff.first_call(10_000, Instant::START, LATE), Instant::START);
    }

    #[test]
    fn waking_does_not_override_what_the_backend_asked_for() {
        let mut backoff = Backoff::default();
        backoff.apply_retry_after(Some(60), Instant::START);
        backoff.flight_failed(Instant::START, 0);
        backoff.reset_delays();
        assert_eq!(backoff.next_flight(), after(60_000));
    }
}
