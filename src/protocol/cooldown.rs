//! How long a source is left alone after a flight of it has failed, whoever asks meanwhile.
//!
//! A cooldown keeps at least half of its length, so that a backend which is down is spared, and ends at a random moment of the
//! other half, so that pages which failed together do not call together. `random` is an evenly distributed 32-bit number.

use super::Instant;
use super::backoff::{doubled, scale};

/// The longest cooldown after the first failed flight, in milliseconds. It doubles with each further flight that fails.
const FIRST: u64 = 5_000;

/// A cooldown never grows beyond this, in milliseconds: an embed recovers within that time after its source does.
pub(super) const LONGEST: u64 = 120_000;

/// When the network is back, or somebody looks, the next call is made within this time, in milliseconds. It is not made at once,
/// since that happens to many pages together.
const CUT_TO: u64 = 2_000;

/// A cooldown is not cut more than once in this time, in milliseconds, however often somebody comes and goes.
const CUT_INTERVAL: u64 = 30_000;

/// The flights in a row that failed, and when the next one may begin.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Cooldown {
    failures: u32,
    until: Instant,
    cut: Option<Instant>,
}

impl Cooldown {
    /// A flight has failed, whose last call was made at `last_call`. `not_before` is when the backend wants to be called again.
    pub(super) fn begin(&mut self, last_call: Instant, not_before: Instant, now: Instant, random: u32) {
        self.failures = self.failures.saturating_add(1);
        let half = doubled(FIRST, self.failures, LONGEST) / 2;
        // It was made before the network was back, and says nothing of what it is like now.
        let outdated = self.cut.is_some_and(|cut| cut > last_call);
        let (least, spread) = if outdated { (0, CUT_TO) } else { (half, half) };
        self.until = now.after(least).max(not_before).after(scale(spread, random));
    }

    /// The network is back, or somebody looks. Gives the moment until which everything may be put off, if that counts: it does
    /// once in a while.
    pub(super) fn cut(&mut self, now: Instant, random: u32) -> Option<Instant> {
        if self.cut.is_some_and(|last| now.since(last) < CUT_INTERVAL) {
            return None;
        }
        let soon = now.after(scale(CUT_TO, random));
        self.cut = Some(now);
        self.until = self.until.min(soon);
        Some(soon)
    }

    /// A flight brought a token, or the host wants one at once.
    pub(super) const fn end(&mut self) {
        (self.failures, self.until) = (0, Instant::START);
    }

    /// Whether the last flight failed.
    pub(super) const fn has_failed(&self) -> bool {
        self.failures > 0
    }

    /// When the next flight may begin.
    pub(super) const fn until(&self) -> Instant {
        self.until
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EARLY: u32 = 0;
    const LATE: u32 = u32::MAX;

    fn after(milliseconds: u64) -> Instant {
        Instant::START.after(milliseconds)
    }

    fn begin(cooldown: &mut Cooldown, now: Instant, random: u32) -> u64 {
        cooldown.begin(now, Instant::START, now, random);
        cooldown.until().since(now)
    }

    #[test]
    fn cooldowns_double_and_end_in_their_second_half() {
        let mut cooldown = Cooldown::default();
        for longest in [5_000, 10_000, 20_000, 40_000, 80_000, 120_000, 120_000] {
            let mut early = cooldown;
            assert_eq!(begin(&mut early, Instant::START, EARLY), longest / 2);
            assert_eq!(begin(&mut cooldown, Instant::START, LATE), longest - 1);
        }
        cooldown.end();
        assert_eq!(cooldown.until(), Instant::START);
        assert_eq!(begin(&mut cooldown, Instant::START, EARLY), 2_500);
    }

    #[test]
    fn what_the_backend_asked_for_is_kept_and_spread() {
        for (random, until) in [(EARLY, 60_000), (LATE, 62_499)] {
            let mut cooldown = Cooldown::default();
            cooldown.begin(Instant::START, after(60_000), Instant::START, random);
            assert_eq!(cooldown.until(), after(until));
        }
    }

    #[test]
    fn a_cut_leaves_two_seconds_at_most_and_counts_once_in_thirty() {
        let mut cooldown = Cooldown::default();
        for _ in 0..6 {
            begin(&mut cooldown, Instant::START, LATE);
        }
        for (now, random, counts, left) in [
            (1_000, LATE, true, 1_999),
            (2_000, EARLY, false, 999),
            (30_999, LATE, false, 0),
            (31_000, LATE, true, 0),
        ] {
            assert_eq!(cooldown.cut(after(now), random).is_some(), counts, "at {now}");
            assert_eq!(cooldown.until().since(after(now)), left, "at {now}");
        }
    }

    #[test]
    fn a_cut_makes_nobody_wait_longer() {
        let mut cooldown = Cooldown::default();
        begin(&mut cooldown, Instant::START, EARLY);
        cooldown.cut(after(2_000), LATE);
        assert_eq!(cooldown.until(), after(2_500));
    }

    #[test]
    fn a_call_that_was_made_before_a_cut_and_fails_after_it_is_followed_soon() {
        for (last_call, longest) in [(999, 1_999), (1_000, 9_999), (1_001, 9_999)] {
            let mut cooldown = Cooldown::default();
            begin(&mut cooldown, Instant::START, EARLY);
            cooldown.cut(after(1_000), EARLY);
            cooldown.begin(after(last_call), Instant::START, after(4_000), LATE);
            assert_eq!(cooldown.until().since(after(4_000)), longest, "after {last_call}");
        }
    }
}
