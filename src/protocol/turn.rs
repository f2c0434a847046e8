//! One turn of the state machine: when it is, and what has come of it so far.

use super::effect::Effect;
use super::{EmbedId, Error, Event, Instant};

/// A page that is shown looks at the time at least this often, in milliseconds: a machine that slept is noticed soon after it
/// woke, whatever its timers did meanwhile.
const LOOK_EVERY: u64 = 30_000;

/// What every part of the machine is told, and where it leaves its effects.
#[derive(Debug)]
pub(super) struct Turn {
    pub(super) now: Instant,
    pub(super) chance: u32,
    /// Since when the page has been shown, if it is.
    pub(super) shown_since: Option<Instant>,
    /// The next moment at which time changes anything.
    wake: Option<Instant>,
    /// When the timer goes off, if it is set.
    timer: Option<Instant>,
    out: Vec<Effect>,
}

impl Turn {
    pub(super) const fn new() -> Self {
        Self { now: Instant::START, chance: 0, shown_since: None, wake: None, timer: None, out: Vec::new() }
    }

    #[inline(never)]
    pub(super) fn push(&mut self, effect: Effect) {
        self.out.push(effect);
    }

    #[inline(never)]
    pub(super) fn emit(&mut self, embed: EmbedId, event: Event) {
        self.push(Effect::Emit { embed, event });
    }

    /// The guest or the host of an embed is told of an error.
    pub(super) fn emit_error(&mut self, embed: EmbedId, error: Error, last: bool) {
        self.emit(embed, Event::TokenError { error, last });
    }

    /// The timer went off.
    pub(super) const fn timer_went_off(&mut self) {
        self.timer = None;
    }

    /// Forgets what was to be looked at later: it is about to be looked at.
    pub(super) const fn look_around(&mut self) {
        self.wake = None;
    }

    /// Something has to be looked at then.
    pub(super) fn wake_at(&mut self, at: Instant) {
        if self.wake.is_none_or(|wake| at < wake) {
            self.wake = Some(at);
        }
    }

    /// Something that is not waited for has to be looked at then: also sooner, since the machine may sleep until then.
    pub(super) fn look_at(&mut self, at: Instant) {
        self.wake_at(at.min(self.now.after(LOOK_EVERY)));
    }

    /// Sets the one timer, and gives the effects. A timer that goes off too early does no harm, so it is only ever set anew to
    /// go off earlier, or cleared.
    pub(super) fn end(&mut self) -> Vec<Effect> {
        let in_time =
            matches!((self.timer, self.wake), (Some(set), Some(wake)) if set <= wake && set > self.now);
        if self.timer != self.wake && !in_time {
            self.timer = self.wake;
            let delay = self.wake.map(|wake| wake.since(self.now));
            self.push(Effect::SetTimer(delay));
        }
        core::mem::take(&mut self.out)
    }
}
