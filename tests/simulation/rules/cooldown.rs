//! How soon a source may be called again after its flights have failed, as far as that is seen from outside.
//!
//! Of failures that nobody was notified of nothing is known: a source may be left alone for longer than this says, never shorter.

/// The least cooldown after the first failed flight, in milliseconds. It doubles with each further one.
const LEAST: u64 = 2_500;

/// The longest that a cooldown is at least.
const MOST: u64 = 60_000;

/// The longest cooldown.
pub(super) const LONGEST: u64 = 120_000;

/// Within this time after the network is back or somebody looks, a call is made that is needed.
pub(super) const SOON: u64 = 2_000;

/// In this time that counts once.
const ONCE_IN: u64 = 30_000;

/// What is known of the failures of a source. Times are the page's own.
#[derive(Clone, Debug, Default)]
pub(super) struct Cooldown {
    /// Flights in a row whose failure was reported.
    failures: u32,
    not_before: u64,
    /// When the first call of the flight was made, if it goes on.
    flight: Option<u64>,
    last_call: u64,
    /// When the network last came back, or somebody looked, and that counted.
    cut: Option<u64>,
}

impl Cooldown {
    /// A call is made, of a flight that lasts no longer than `timeout`.
    pub(super) fn call(&mut self, timeout: u64, now: u64) {
        self.flight = self.flight.filter(|began| began + timeout > now).or(Some(now));
        self.last_call = now;
    }

    /// When the flight began, if there is one. Before any there is the beginning.
    pub(super) fn flight(&self) -> u64 {
        self.flight.unwrap_or(0)
    }

    /// A failure is reported. Without a call since the last one it is no other failure.
    pub(super) fn begin(&mut self, now: u64) {
        if self.flight.take().is_none() {
            return;
        }
        self.failures += 1;
        let outdated = self.cut.is_some_and(|cut| cut > self.last_call);
        let least = (LEAST << (self.failures - 1).min(16)).min(MOST);
        self.not_before = if outdated { 0 } else { now + least };
    }

    /// Says whether it counts.
    pub(super) fn cut(&mut self, now: u64) -> bool {
        let counts = self.cut.is_none_or(|last| last + ONCE_IN <= now);
        if counts {
            (self.cut, self.not_before) = (Some(now), 0);
        }
        counts
    }

    /// A token came in that may have been good enough, or not: then the flight goes on.
    pub(super) fn forgive(&mut self) {
        (self.failures, self.not_before) = (0, 0);
    }

    pub(super) fn end(&mut self) {
        self.forgive();
        self.flight = None;
    }

    pub(super) fn allows(&self, now: u64) -> bool {
        now >= self.not_before
    }

    /// Whether no failure is known since the last success.
    pub(super) fn is_over(&self) -> bool {
        self.failures == 0
    }
}
