//! How many requests of a guest may still be heard. Alone, because the machine counts in the other direction.

/// What one request costs, in milliseconds of waiting.
const REQUEST: u64 = 10_000;

/// What a guest can save, in milliseconds of waiting: five requests.
const MOST: u64 = 5 * REQUEST;

/// What a guest has saved. It grows by the time that passes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Credit {
    saved: u64,
    /// By the page's own time.
    at: u64,
}

impl Credit {
    pub(super) const FULL: Self = Self { saved: MOST, at: 0 };

    fn saved(self, now: u64) -> u64 {
        (self.saved + (now - self.at)).min(MOST)
    }

    /// Whether it is enough for a request.
    pub(super) fn suffices(self, now: u64) -> bool {
        self.saved(now) >= REQUEST
    }

    /// A request was heard.
    pub(super) fn spend(&mut self, now: u64) {
        *self = Self { saved: self.saved(now).saturating_sub(REQUEST), at: now };
    }
}
