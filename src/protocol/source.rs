//! Where tokens come from. A source owns the single flight.

use super::flight::Flight;
use super::{Error, FlightReason, Instant};

/// What the core has to know of a token source.
#[derive(Clone, Debug, Default)]
pub struct SourceSpec {
    /// How long one flight may take, in milliseconds.
    pub timeout: u32,
    /// The user whom the tokens are for.
    pub user: Option<String>,
}

/// One token source.
#[derive(Debug)]
pub(super) struct Source {
    pub(super) spec: SourceSpec,
    pub(super) flight: Option<Flight>,
    /// Why no more calls are made, once that is so.
    pub(super) over: Option<Error>,
    attempts: u32,
}

impl Source {
    pub(super) const fn new(spec: SourceSpec) -> Self {
        Self { spec, flight: None, over: None, attempts: 0 }
    }

    /// Starts a flight, and gives the attempt number of its first call.
    pub(super) fn take_off(&mut self, reason: FlightReason, now: Instant) -> u32 {
        let attempt = self.next_attempt();
        let deadline = now.after(u64::from(self.spec.timeout));
        self.flight = Some(Flight::start(reason, attempt, deadline));
        attempt
    }

    /// The attempt number of the next call. It is never given twice, so an answer finds only its own call.
    pub(super) const fn next_attempt(&mut self) -> u32 {
        self.attempts = self.attempts.wrapping_add(1);
        self.attempts
    }

    /// Whether this attempt is the call under way: an answer to any other is dropped.
    pub(super) fn is_calling(&self, attempt: u32) -> bool {
        self.flight.as_ref().and_then(Flight::calling) == Some(attempt)
    }
}
