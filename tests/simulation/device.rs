//! The machine that the pages run on: its clocks, its sleep, and its network.

/// The wall clock at the beginning, in milliseconds since the epoch.
pub(crate) const BEGINNING: u64 = 1_900_000_000_000;

/// A machine.
#[derive(Debug, Default)]
pub(crate) struct Device {
    /// How far the wall clock is ahead, in milliseconds.
    pub(crate) ahead: i64,
    /// Whether the monotonic clock stands still while the machine sleeps.
    stands_still: bool,
    /// Since when it sleeps, if it does.
    asleep_since: Option<u64>,
    /// How long it has slept altogether.
    slept: u64,
    pub(crate) offline: bool,
}

impl Device {
    pub(crate) fn new(stands_still: bool) -> Self {
        Self { stands_still, ..Self::default() }
    }

    /// What the wall clock shows.
    pub(crate) fn wall(&self, now: u64) -> u64 {
        (BEGINNING + now).saturating_add_signed(self.ahead)
    }

    /// What the monotonic clock shows.
    pub(crate) fn monotonic(&self, now: u64) -> u64 {
        if self.stands_still { now - self.slept } else { now }
    }

    pub(crate) const fn is_asleep(&self) -> bool {
        self.asleep_since.is_some()
    }

    pub(crate) const fn fall_asleep(&mut self, now: u64) {
        self.asleep_since = Some(now);
    }

    pub(crate) fn wake(&mut self, now: u64) {
        self.slept += self.asleep_since.take().map_or(0, |since| now - since);
    }
}
