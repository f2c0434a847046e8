//! One turn of the state machine: the time, and what comes of it.

use super::CallId;
use super::effect::{Effect, Reply};
use crate::protocol::Instant;

/// What all parts of the machine share while it takes an input.
#[derive(Debug)]
pub(super) struct Context {
    pub(super) now: Instant,
    /// Milliseconds since the epoch by the local clock, for words alone: nothing is decided by it.
    pub(super) wall: u64,
    pub(super) random: u32,
    pub(super) out: Vec<Effect>,
    attempts: u32,
}

impl Context {
    pub(super) const fn new() -> Self {
        Self { now: Instant::START, wall: 0, random: 0, out: Vec::new(), attempts: 0 }
    }

    /// The number of the next call. It is never given twice, so an answer finds only its own call.
    pub(super) const fn next_attempt(&mut self) -> u32 {
        self.attempts = self.attempts.wrapping_add(1);
        self.attempts
    }

    /// Answers a call.
    pub(super) fn settle(&mut self, call: CallId, outcome: Reply) {
        self.out.push(Effect::Settle { call, outcome });
    }

    /// A point on the page's time line by the local clock, in milliseconds since the epoch.
    pub(super) const fn wall_at(&self, moment: Instant) -> u64 {
        self.wall.saturating_add(moment.since(self.now)).saturating_sub(self.now.since(moment))
    }
}
