//! What every part of the state machine shares during one step: the time, and the effects so far.

use super::clock::LONGEST_DELAY;
use super::{Effect, Effects, EmbedId, Error, Event, HostEffect, Instant};

/// A visible page checks the time at least this often, in milliseconds: sleep is noticed soon after the machine woke, whatever
/// its timers did meanwhile.
const CHECK_INTERVAL: u64 = 30_000;

/// What every part of the machine reads, and where it leaves its effects.
#[derive(Clone, Debug)]
pub(super) struct Context<W> {
    pub(super) now: Instant,
    pub(super) random: u32,
    /// Since when the page has been visible, if it is.
    pub(super) visible_since: Option<Instant>,
    /// Whether the page is prerendered: perhaps nobody will ever see it, so nothing is fetched.
    pub(super) prerendered: bool,
    /// The embed whose guest has asked in this step, and so is there: its frame is not rebuilt before that is handled.
    pub(super) asking: Option<EmbedId>,
    /// The next moment at which time changes anything.
    wakeup: Option<Instant>,
    /// When the timer fires, if it is set.
    timer: Option<Instant>,
    effects: Effects<Effect<W>, HostEffect>,
}

impl<W> Context<W> {
    pub(super) const fn new() -> Self {
        Self {
            now: Instant::START,
            random: 0,
            visible_since: None,
            prerendered: false,
            asking: None,
            wakeup: None,
            timer: None,
            effects: Effects::NONE,
        }
    }

    /// Adds an effect that runs no code of the host.
    pub(super) fn push(&mut self, effect: Effect<W>) {
        self.effects.now.push(effect);
    }

    /// Adds an effect that runs code of the host.
    pub(super) fn push_host(&mut self, effect: HostEffect) {
        self.effects.host.push(effect);
    }

    pub(super) fn emit(&mut self, embed: EmbedId, event: Event) {
        self.push_host(HostEffect::Emit { embed, event });
    }

    pub(super) fn emit_error(&mut self, embed: EmbedId, error: Error, last: bool) {
        self.emit(embed, Event::TokenError { error, last });
    }

    pub(super) const fn timer_fired(&mut self) {
        self.timer = None;
    }

    /// Forgets all wakeups: everything is about to be checked.
    pub(super) const fn reset_wakeup(&mut self) {
        self.wakeup = None;
    }

    /// Somebody waits for what happens then.
    pub(super) fn schedule_wakeup(&mut self, at: Instant) {
        self.wakeup = Some(self.wakeup.map_or(at, |wakeup| wakeup.min(at)));
    }

    /// Something has to be checked then, with nobody waiting for it: also sooner, since the machine may sleep until then.
    pub(super) fn schedule_check(&mut self, at: Instant) {
        self.schedule_wakeup(at.min(self.now.after(CHECK_INTERVAL)));
    }

    /// Sets the one timer, and gives the effects. A timer that fires too early does no harm, so it is only ever set anew to fire
    /// earlier, or cleared.
    pub(super) fn finish(&mut self) -> Effects<Effect<W>, HostEffect> {
        let in_time =
            matches!((self.timer, self.wakeup), (Some(set), Some(wakeup)) if set <= wakeup && set > self.now);
        if self.timer != self.wakeup && !in_time {
            self.timer = self.wakeup;
            let delay = self.wakeup.map(|wakeup| timer_delay(wakeup.since(self.now)));
            self.push(Effect::SetTimer(delay));
        }
        core::mem::replace(&mut self.effects, Effects::NONE)
    }
}

/// A delay that a browser's timer takes.
pub(super) fn timer_delay(milliseconds: u64) -> u32 {
    u32::try_from(milliseconds).unwrap_or(u32::MAX).min(LONGEST_DELAY)
}
