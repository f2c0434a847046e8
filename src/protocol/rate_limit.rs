//! How often something may happen: so often at once, and then once in each interval.
//!
//! This is the generic cell rate algorithm, which needs one number for each limit and no timer.

use super::Instant;

/// A rate limit, and what was used of it.
#[derive(Clone, Copy, Debug)]
pub(super) struct RateLimit {
    /// In milliseconds.
    interval: u64,
    /// How far `busy_until` may be ahead, in milliseconds.
    tolerance: u64,
    /// When everything so far would be over, had it happened one after the other.
    busy_until: Instant,
}

impl RateLimit {
    /// So many at once, at least one; then one in each interval, in milliseconds.
    pub(super) const fn new(burst: u64, interval: u64) -> Self {
        Self { interval, tolerance: burst.saturating_sub(1) * interval, busy_until: Instant::START }
    }

    /// Whether it may happen now.
    pub(super) const fn allows(&self, now: Instant) -> bool {
        self.busy_until.since(now) <= self.tolerance
    }

    /// It happens now.
    pub(super) fn spend(&mut self, now: Instant) {
        self.busy_until = self.busy_until.max(now).after(self.interval);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How often it happens within a time, if it is tried again and again.
    fn count(limit: &mut RateLimit, from: u64, milliseconds: u64) -> u64 {
        let mut happened = 0;
        for now in (from..from + milliseconds).map(|at| Instant::START.after(at)) {
            while limit.allows(now) {
                limit.spend(now);
                happened += 1;
            }
        }
        happened
    }

    #[test]
    fn it_happens_so_often_at_once_and_then_once_in_each_interval() {
        for (burst, interval) in [(1, 10), (5, 1_000), (20, 100)] {
            let mut limit = RateLimit::new(burst, interval);
            assert_eq!(count(&mut limit, 7, interval), burst);
            assert_eq!(count(&mut limit, 7 + interval, 10 * interval), 10);
        }
    }

    #[test]
    fn a_pause_gives_back_what_was_used_and_no_more() {
        let mut limit = RateLimit::new(5, 10);
        assert_eq!(count(&mut limit, 0, 1), 5);
        assert_eq!(count(&mut limit, 25, 1), 2);
        assert_eq!(count(&mut limit, 1_000, 1), 5);
    }
}
