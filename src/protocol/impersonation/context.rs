//! What every part of the state machine shares during one step: the time, and the effects so far.

use super::effect::{CallId, Effect, HostEffect, Reply, SessionId};
use super::event::Event;
use super::seconds::LATEST_DATE;
use crate::protocol::{Effects, Instant};

/// What every part of the machine reads, and where it leaves its effects.
#[derive(Debug)]
pub(super) struct Context {
    pub(super) now: Instant,
    /// Milliseconds since the epoch by the local clock. They are shown and choose between two error codes, no more.
    pub(super) wall: u64,
    pub(super) random: u32,
    attempts: u32,
    effects: Effects<Effect, HostEffect>,
}

impl Context {
    pub(super) const fn new() -> Self {
        Self { now: Instant::START, wall: 0, random: 0, attempts: 0, effects: Effects::NONE }
    }

    /// The number of the next call to the server. None is given twice, so an answer finds only its own call.
    pub(super) const fn next_attempt(&mut self) -> u32 {
        self.attempts = self.attempts.wrapping_add(1);
        self.attempts
    }

    /// A point on the page's time line by the local clock, in milliseconds since the epoch.
    pub(super) fn wall_at(&self, instant: Instant) -> u64 {
        let wall = self.wall.saturating_add(instant.since(self.now)).saturating_sub(self.now.since(instant));
        wall.min(LATEST_DATE)
    }

    /// Adds an effect that runs no code of the host.
    pub(super) fn push(&mut self, effect: Effect) {
        self.effects.now.push(effect);
    }

    /// Adds an effect that runs code of the host.
    pub(super) fn push_host(&mut self, effect: HostEffect) {
        self.effects.host.push(effect);
    }

    /// Settles a call of the host.
    pub(super) fn settle(&mut self, call: CallId, reply: Reply) {
        self.push(Effect::Settle { call, reply });
    }

    pub(super) fn emit(&mut self, session: SessionId, event: Event) {
        self.push_host(HostEffect::Emit { session, event });
    }

    /// Takes the effects of this step.
    pub(super) const fn take_effects(&mut self) -> Effects<Effect, HostEffect> {
        core::mem::replace(&mut self.effects, Effects::NONE)
    }
}
