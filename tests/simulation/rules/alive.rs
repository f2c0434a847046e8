//! Whether everybody is well again that should be, after the last fault.

use super::judge::GRACE;
use super::{Rules, Source, View};

/// The longest cooldown between two flights of which the first one failed.
const COOLDOWN: u64 = 120_000;

/// The longest pause before a call, if it is less than half of a flight.
const PAUSE: u64 = 8_000;

/// How long a backend that is well takes to answer, at the most; as often as it may have to be called again, since a token
/// of the same second may be older by a server's clock.
const ANSWER: u64 = 1_500;

/// How long a frame takes from its address to its load event.
const LOAD: u64 = 3_500;

/// Timers that are late, messages on their way.
const SLACK: u64 = 500;

/// Within so many milliseconds after the last fault an embed is live again.
///
/// A flight that began before fails at its deadline. Then its cooldown passes. Then a flight begins, whose first call is put
/// off by a pause, and which may be called twice. Then a guest that does not ask is given its grace, and its frame is
/// rebuilt, and loads.
fn bound(row: &Source) -> u64 {
    let pause = PAUSE.min(row.timeout / 2);
    row.timeout + COOLDOWN + 2 * (pause + ANSWER) + GRACE + LOAD + SLACK
}

impl Rules {
    /// Checks whether an embed has been unwell for too long. Nothing has been wrong with the world since `steady`.
    pub(crate) fn watch(&mut self, real: u64, steady: u64) {
        let mut ill = None;
        for (embed, view) in &self.views {
            let Some(row) = self.sources.get(&view.source) else { continue };
            // A frame that is not rebuilt waits for a token that is newer than its last one.
            let right_clock = if view.manual { row.minted_until } else { 0 };
            let from = steady.max(view.disturbed).max(row.held_until).max(right_clock);
            let late = |since: u64| since.max(from) + bound(row) < real;
            if view.is_unwell_since().is_some_and(late) {
                ill = Some((*embed, "alive again in time"));
            }
            if view.awaited.is_some_and(late) && view.opened {
                ill = Some((*embed, "a promise is settled in time"));
            }
        }
        if let Some((embed, rule)) = ill {
            self.demand(false, rule, || format!("e{embed}"));
        }
    }
}

impl View {
    /// Since when the guest has had no token, and none was there for it, by the world's time.
    fn is_unwell_since(&self) -> Option<u64> {
        let offered = self.manual && self.offered && self.state == crate::machine::State::Degraded;
        self.unwell_since.filter(|_| self.is_active() && !self.detached && !offered)
    }
}
