//! The time of a test, and the one timer that is set in it.

use embed_host::protocol::Now;

/// A random number in the middle: with it a pause is half as long as it may be.
pub(crate) const MIDDLING: u32 = 1 << 31;

/// Both clocks of a page, and its timer. Time passes only when a test says so.
#[derive(Debug)]
pub(crate) struct VirtualTime {
    pub(crate) now: Now,
    due: Option<u64>,
    spins: u32,
}

impl VirtualTime {
    pub(crate) const fn new(now: Now) -> Self {
        Self { now, due: None, spins: 0 }
    }

    /// Sets the timer, or clears it.
    pub(crate) fn set_timer(&mut self, delay: Option<impl Into<u64>>) {
        self.due = delay.map(|delay| self.now.monotonic + delay.into());
    }

    /// Whether the timer is set.
    pub(crate) const fn is_armed(&self) -> bool {
        self.due.is_some()
    }

    /// Lets time pass while the timer is late.
    pub(crate) const fn pass(&mut self, milliseconds: u64) {
        self.now.wall += milliseconds;
        self.now.monotonic += milliseconds;
    }

    /// Lets time pass until the timer fires, but at most to this point. Says whether it fired.
    pub(crate) fn wait_for_timer(&mut self, end: u64) -> bool {
        let due = self.due.filter(|due| *due <= end);
        let wait = due.unwrap_or(end).saturating_sub(self.now.monotonic);
        self.spins = if wait == 0 { self.spins + 1 } else { 0 };
        assert!(self.spins < 100, "the timer fires again and again, and no time passes");
        self.pass(wait);
        self.due = self.due.filter(|_| due.is_none());
        due.is_some()
    }
}
