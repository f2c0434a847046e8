//! Whether everybody is well again that should be, after the last fault.

use super::cooldown::{LONGEST, SOON};
use super::judge::GRACE;
use super::{Rules, Source, View};
use crate::machine::State;

/// How long a backend that is well takes to answer, at the most; as often as it may have to be called again, since a token
/// of the same second may be older by a server's clock.
const ANSWER: u64 = 1_500;

/// The longest pause before such a call.
const PAUSE: u64 = 500;

/// How long a frame takes from its address to its load event.
const LOAD: u64 = 3_500;

/// Timers that are late, messages on their way.
const SLACK: u64 = 500;

/// From the call to a token of use.
const FETCH: u64 = ANSWER + PAUSE + ANSWER + SLACK;

/// Within so many milliseconds after the last fault there is a token again.
///
/// A flight that began before fails at its deadline. Then its cooldown passes: that is 130 seconds with the usual deadline. Then a
/// flight begins, which may call twice.
fn bound(row: &Source) -> u64 {
    row.timeout + LONGEST + FETCH
}

impl Rules {
    /// Checks whether an embed has been unwell for too long. Nothing has been wrong with the world since `calm`, and
    /// the page has been visible since `visible`.
    pub(crate) fn watch(&mut self, real: u64, calm: u64, visible: u64) {
        let mut ill = None;
        for (embed, view) in &self.views {
            let Some(row) = self.sources.get(&view.source) else { continue };
            // A frame that is not rebuilt waits for a token that is newer than its last one.
            let right_clock = if view.manual { row.minted_until } else { 0 };
            let from = calm.max(visible).max(view.disturbed).max(row.held_until).max(right_clock);
            let late = |since: u64, bound: u64| since.max(from) + bound < real;
            let without = |since: u64| late(since, bound(row));
            // Then a guest that does not ask is given its grace, and its frame is rebuilt, and loads.
            let still = |since: u64| late(since, bound(row) + GRACE + LOAD);
            let helped =
                row.helped.filter(|helped| *helped >= from && *helped > calm && helped + SOON + FETCH < real);
            let faults = [
                (view.is_without_since().is_some_and(without), "a token is there again in time"),
                (view.is_unwell_since().is_some_and(still), "alive again in time"),
                (view.awaited.is_some_and(still) && view.opened, "a promise is settled in time"),
                (
                    view.is_without_since().is_some_and(|since| helped > Some(since)),
                    "a token is there within five seconds of `online` or a visit",
                ),
            ];
            ill = faults.iter().find(|(fault, _)| *fault).map(|(_, rule)| (*embed, *rule)).or(ill);
        }
        if let Some((embed, rule)) = ill {
            self.demand(false, rule, || format!("e{embed}"));
        }
    }
}

impl View {
    /// Since when the guest has had no token, and none was there for it, by the world's time.
    fn is_unwell_since(&self) -> Option<u64> {
        let offered = self.manual && self.offered && self.state == State::Degraded;
        self.unwell_since.filter(|_| self.is_active() && !self.detached && !offered)
    }

    /// Since when, by the world's time, it has been unwell without a token for it: neither one that it could have nor one in the
    /// frame that loads.
    fn is_without_since(&self) -> Option<u64> {
        let has_one = self.cached_since.is_some() || self.loading;
        self.is_unwell_since().filter(|_| !has_one).map(|since| since.max(self.had_token))
    }
}
