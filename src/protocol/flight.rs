//! One fetch of a token: its calls, its deadline, and the pauses between the calls.

use super::{Error, ErrorCode, FlightReason, Instant};

/// The longest pause before the second call, in milliseconds. It doubles with each further call.
const FIRST_PAUSE: u64 = 500;

/// A pause never grows beyond this, in milliseconds.
const LONGEST_PAUSE: u64 = 8_000;

/// One flight. Everyone who wants a token meanwhile joins it.
#[derive(Debug)]
pub(super) struct Flight {
    pub(super) reason: FlightReason,
    deadline: Instant,
    calls: u32,
    stage: Stage,
    last_failure: Option<Error>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// A call with this attempt number is under way.
    Calling(u32),
    /// The call came back; what it brought is being looked at.
    Answered,
    /// The next call is made at this time.
    Pausing(Instant),
}

/// What time makes of a flight.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Due {
    NextCall,
    Failed(Error),
}

impl Flight {
    pub(super) fn start(reason: FlightReason, attempt: u32, deadline: Instant) -> Self {
        Self { reason, deadline, calls: 1, stage: Stage::Calling(attempt), last_failure: None }
    }

    /// The attempt number of the call under way.
    pub(super) const fn calling(&self) -> Option<u32> {
        match self.stage {
            Stage::Calling(attempt) => Some(attempt),
            Stage::Answered | Stage::Pausing(_) => None,
        }
    }

    /// The call under way came back, so that there is nothing left to abort.
    pub(super) const fn call_ended(&mut self) {
        self.stage = Stage::Answered;
    }

    pub(super) fn call_again(&mut self, attempt: u32) {
        self.calls = self.calls.saturating_add(1);
        self.stage = Stage::Calling(attempt);
    }

    /// Waits before the next call, with exponential backoff and full jitter. Says no if that would pass the deadline.
    pub(super) fn pause(&mut self, failure: Error, now: Instant, chance: u32) -> bool {
        let next = now.after(pause_length(self.calls, chance));
        self.last_failure = Some(failure);
        self.stage = Stage::Pausing(next);
        next < self.deadline
    }

    pub(super) fn due(&self, now: Instant) -> Option<Due> {
        match self.stage {
            _ if now >= self.deadline => {
                Some(Due::Failed(self.last_failure.unwrap_or(Error::new(ErrorCode::Timeout))))
            }
            Stage::Pausing(next) if now >= next => Some(Due::NextCall),
            _ => None,
        }
    }

    /// When to look at this flight again.
    pub(super) fn wakes_at(&self) -> Instant {
        match self.stage {
            Stage::Calling(_) | Stage::Answered => self.deadline,
            Stage::Pausing(next) => next.min(self.deadline),
        }
    }
}

/// The pause after so many calls: exponential backoff with full jitter, in milliseconds.
pub(super) fn pause_length(calls: u32, chance: u32) -> u64 {
    let doublings = calls.saturating_sub(1).min(16);
    let longest = (FIRST_PAUSE << doublings).min(LONGEST_PAUSE);
    (longest * u64::from(chance)) >> 32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_and_stay_below_the_longest() {
        let bounds = [(1, 500), (2, 1_000), (3, 2_000), (5, 8_000), (40, 8_000), (u32::MAX, 8_000)];
        for (calls, longest) in bounds {
            assert_eq!(pause_length(calls, 0), 0, "after {calls} calls");
            assert_eq!(pause_length(calls, u32::MAX), longest - 1, "after {calls} calls");
        }
    }
}
