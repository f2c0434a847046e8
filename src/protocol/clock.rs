//! Elapsed time out of two clocks that both may lie.

/// The longest delay of a browser's timer, in milliseconds; with a longer one it would fire at once.
pub const LONGEST_DELAY: u32 = (1 << 31) - 1;

/// A deadline as a host writes it, in whole milliseconds; at least one. `None` unless it is a number above zero.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the number is above zero, and the cast saturates"
)]
pub fn whole_milliseconds(milliseconds: f64) -> Option<u32> {
    (milliseconds > 0.0).then_some((milliseconds as u32).max(1))
}

/// What the shell knows at the moment of an input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Now {
    /// Milliseconds of the wall clock since the Unix epoch (`Date.now()`). It may be set, either way.
    pub wall: u64,
    /// Milliseconds of the monotonic clock (`performance.now()`). It may stand still while the machine sleeps.
    pub monotonic: u64,
    /// An evenly distributed random number, for jitter.
    pub random: u32,
}

/// A point on the page's own time line, in milliseconds of elapsed time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Instant(u64);

impl Instant {
    /// Where the time line begins.
    pub const START: Self = Self(0);

    /// A point that is never reached.
    pub(super) const END: Self = Self(u64::MAX);

    /// The point so many milliseconds later.
    #[must_use]
    pub const fn after(self, milliseconds: u64) -> Self {
        Self(self.0.saturating_add(milliseconds))
    }

    /// The milliseconds from an earlier point to this one.
    pub const fn since(self, earlier: Self) -> u64 {
        self.0.saturating_sub(earlier.0)
    }
}

/// Turns readings into elapsed time: between two readings, as much has passed as the clock says that moved more.
///
/// So sleep is noticed though the monotonic clock stood still, and a wall clock that is set back does no harm.
#[derive(Clone, Debug, Default)]
pub struct Clock {
    last: Option<Now>,
    elapsed: Instant,
}

impl Clock {
    /// A clock that has not been read yet.
    pub const fn new() -> Self {
        Self { last: None, elapsed: Instant::START }
    }

    /// Takes a reading, and tells the time on the page's own time line.
    pub fn advance(&mut self, now: Now) -> Instant {
        if let Some(last) = self.last.replace(now) {
            let wall = now.wall.saturating_sub(last.wall);
            let monotonic = now.monotonic.saturating_sub(last.monotonic);
            self.elapsed = self.elapsed.after(wall.max(monotonic));
        }
        self.elapsed
    }
}
