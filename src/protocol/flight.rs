//! One fetch of a token: its calls, its deadline, and the pauses between the calls.

use super::{Error, ErrorCode, FetchReason, Instant};

/// One flight. Everyone who wants a token meanwhile joins it.
#[derive(Clone, Debug)]
pub(super) struct Flight {
    pub(super) reason: FetchReason,
    started: Instant,
    deadline: Instant,
    stage: Stage,
    last_call: Instant,
    last_failure: Option<Error>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// A call with this attempt number is under way.
    Calling(u32),
    /// The call came back; its answer is being handled.
    Answered,
    /// The next call is made at this time.
    Pausing(Instant),
}

/// What is due.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Due {
    NextCall,
    Failed(Error),
    /// There is nothing to do before then.
    At(Instant),
}

impl Flight {
    /// A flight whose first call is due at once.
    pub(super) const fn new(reason: FetchReason, started: Instant, deadline: Instant) -> Self {
        Self {
            reason,
            started,
            deadline,
            stage: Stage::Pausing(started),
            last_call: started,
            last_failure: None,
        }
    }

    /// When it began.
    pub(super) const fn started(&self) -> Instant {
        self.started
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

    /// The next call is made.
    pub(super) const fn call(&mut self, attempt: u32, now: Instant) {
        (self.stage, self.last_call) = (Stage::Calling(attempt), now);
    }

    /// When its last call was made.
    pub(super) const fn last_call(&self) -> Instant {
        self.last_call
    }

    /// Waits for the next call. One that would pass the deadline fails the flight.
    pub(super) const fn pause(&mut self, failure: Error, next: Instant) {
        self.last_failure = Some(failure);
        self.stage = Stage::Pausing(next);
    }

    /// A pause ends at this time, unless it ends earlier.
    pub(super) fn hurry(&mut self, next: Instant) {
        if let Stage::Pausing(pause) = &mut self.stage {
            *pause = next.min(*pause);
        }
    }

    pub(super) fn due(&self, now: Instant) -> Due {
        let next = match self.stage {
            Stage::Pausing(next) => next,
            Stage::Calling(_) | Stage::Answered => Instant::END,
        };
        if now >= self.deadline || (next >= self.deadline && next < Instant::END) {
            // The last failure's own error; a timeout only if nothing ever came back.
            return Due::Failed(self.last_failure.unwrap_or(Error::new(ErrorCode::Timeout)));
        }
        if now >= next { Due::NextCall } else { Due::At(next.min(self.deadline)) }
    }
}
