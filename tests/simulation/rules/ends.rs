//! Judges where a step has led to, once all of its acts are known.

use super::told::Told;
use super::{Rules, View};
use crate::machine::State;
use crate::tokens::Ledger;

/// A page that is shown looks at the time at least this often, in milliseconds.
pub(super) const LOOK: u64 = 30_000;

impl Rules {
    pub(super) fn judge_the_end(&mut self, ledger: &Ledger) {
        let posted = self.step.posted;
        self.demand(posted.is_none(), "each answer is told", || format!("{posted:?}"));
        self.judge_delays();
        self.judge_supplies(ledger);
        self.judge_views(ledger);
        self.judge_conflicts();
        self.judge_the_timer(ledger);
        self.note_hands(ledger);
    }

    /// Whoever waits is served, or told why not, within the deadline.
    fn judge_delays(&mut self) {
        let now = self.now;
        let mut late = None;
        for (embed, view) in &self.views {
            let Some(supply) = self.supplies.get(&view.source) else { continue };
            let over = |since: Option<u64>| {
                since.is_some_and(|since| since.max(supply.restarted) + supply.timeout <= now)
            };
            if over(view.asked.map(|asked| asked.since)) || over(view.wants) {
                late = Some(*embed);
            }
        }
        self.demand(late.is_none(), "whoever waits is served or told within the deadline", || {
            format!("e{late:?}")
        });
        let hung = self
            .supplies
            .iter()
            .find(|(_, supply)| supply.calling.is_some_and(|(_, since)| since + supply.timeout <= now));
        let hung = hung.map(|(source, _)| *source);
        self.demand(hung.is_none(), "no call is longer than its deadline", || format!("s{hung:?}"));
    }

    fn judge_supplies(&mut self, ledger: &Ledger) {
        let (now, real) = (self.now, self.real);
        let mut idle = None;
        let mut lonely = None;
        let mut asleep = None;
        for (source, supply) in &mut self.supplies {
            if now < supply.not_before {
                supply.held_until = real;
            }
            let mut users =
                self.views.values().filter(|view| view.source == *source && view.is_active()).peekable();
            if supply.calling.is_some() && users.peek().is_none() {
                lonely = Some(*source);
            }
            let overdue = |view: &View| {
                let late = view.mint_time(ledger).is_some_and(|(_, latest)| latest <= now);
                let seeks = late || view.missed || view.told == State::Degraded;
                seeks && !view.could_have(supply, now, ledger)
            };
            let waits_for_a_call = self.shown_since.is_some()
                && users.any(overdue)
                && supply.calling.is_none()
                && supply.not_before <= now
                && !supply.over;
            // Nothing has failed, so nothing is put off: what is due is under way.
            if waits_for_a_call && supply.failures == 0 && supply.streak == 0 {
                idle = Some(*source);
            }
            supply.woken = supply.woken.filter(|_| waits_for_a_call);
            if supply.woken.is_some_and(|since| since + supply.longest_pause() < now) {
                asleep = Some(*source);
            }
        }
        self.demand(idle.is_none(), "what is due is under way", || format!("s{idle:?}"));
        self.demand(lonely.is_none(), "no call for a closed embed", || format!("s{lonely:?}"));
        self.demand(asleep.is_none(), "being shown or online ends every rest", || format!("s{asleep:?}"));
    }

    fn judge_views(&mut self, ledger: &Ledger) {
        let now = self.now;
        let mut wrong = None;
        for (embed, view) in &self.views {
            let supply = self.supplies.get(&view.source);
            let over = supply.is_none_or(super::Supply::is_over);
            let ran_out = view.expires_at(ledger).is_some_and(|end| end <= now);
            let in_hand = supply.is_some_and(|supply| view.could_be_sent(supply, now, ledger));
            let faults = [
                (
                    ran_out && matches!(view.told, State::Live | State::Loading),
                    "a token that has run out is noticed",
                ),
                (
                    view.opened && over && view.told != State::Refused,
                    "a refusal reaches every embed of the source",
                ),
                (
                    view.told == State::Refused && view.awaited.is_some() && !view.loading,
                    "a promise is settled when nothing can follow",
                ),
                (view.left.is_some(), "no state `loading` without a view on its way"),
                (
                    view.asked.is_some() && view.wants.is_none() && in_hand,
                    "a request is answered at once from memory",
                ),
            ];
            wrong = faults
                .iter()
                .find(|(fault, _)| view.opened && *fault)
                .map(|(_, rule)| (*embed, *rule))
                .or(wrong);
        }
        if let Some((embed, rule)) = wrong {
            self.demand(false, rule, || format!("e{embed}"));
        }
        if let Told::Request { embed, window } = self.step.told
            && let Some(view) = self.views.get(&embed)
        {
            let heard = !view.opened || !view.is_active() || view.deaf || view.requests > 0;
            let asked = view.asked;
            self.demand(heard, "a request is heard", || format!("e{embed}"));
            let waits = asked.is_none_or(|asked| asked.window == window);
            self.demand(waits, "the window that asked last is the one that waits", || format!("{asked:?}"));
        }
    }

    /// Two users on one tenant are told of each other, when the second one comes.
    fn judge_conflicts(&mut self) {
        let newcomer = match self.step.told {
            Told::Open(embed) | Told::Switch(embed, _) => self.views.get(&embed).map(|view| (embed, view)),
            _ => None,
        };
        let mut expected = Vec::new();
        if let Some((embed, view)) = newcomer.filter(|(_, view)| view.disturbed == self.real) {
            expected.extend(
                self.views.iter().filter(|(_, other)| share_storage(view, other)).map(|(other, _)| *other),
            );
            if !expected.is_empty() {
                expected.push(embed);
            }
        }
        let told = core::mem::take(&mut self.step.conflicts);
        self.demand(told == expected, "two users on one tenant are told", || {
            format!("{told:?} instead of {expected:?}")
        });
    }

    /// A timer is set, in time, exactly while something is pending.
    fn judge_the_timer(&mut self, ledger: &Ledger) {
        let now = self.now;
        let shown = self.shown_since.is_some();
        let calls = self
            .supplies
            .values()
            .filter_map(|supply| supply.calling.map(|(_, since)| since + supply.timeout));
        let mut latest = calls.min();
        let mut quiet = latest.is_none();
        for view in self.views.values().filter(|view| view.is_active()) {
            let Some(supply) = self.supplies.get(&view.source) else { continue };
            let waits = view
                .asked
                .map(|asked| asked.since)
                .into_iter()
                .chain(view.wants)
                .map(|since| since.max(supply.restarted) + supply.timeout)
                .min();
            let ends = view
                .expires_at(ledger)
                .filter(|_| shown && view.told != State::Degraded)
                .map(|end| end.min(now + LOOK));
            let seeks = shown
                && (view.missed || view.told == State::Degraded)
                && !(view.manual && view.could_have(supply, now, ledger));
            let looks = seeks.then_some(now + LOOK);
            latest = [latest, waits, ends, looks].into_iter().flatten().min();
            quiet &= waits.is_none() && !(shown && (view.last.is_some() || view.missed));
        }
        let timer = self.timer;
        let in_time = latest.is_none_or(|latest| timer.is_some_and(|due| due >= now && due <= latest));
        self.demand(in_time, "a timer is set while something is pending", || {
            format!("{timer:?}, {latest:?} at {now}")
        });
        self.demand(!quiet || timer.is_none(), "no timer while nothing is pending", || format!("{timer:?}"));
    }

    /// Since when each embed could have had a token.
    fn note_hands(&mut self, ledger: &Ledger) {
        let now = self.now;
        for view in self.views.values_mut() {
            let in_hand =
                self.supplies.get(&view.source).is_some_and(|supply| view.could_have(supply, now, ledger));
            view.hand_since = if in_hand { view.hand_since.or(Some(now)) } else { None };
            view.offered |= in_hand;
        }
    }
}

fn share_storage(one: &View, other: &View) -> bool {
    let users = matches!((one.declared, other.declared), (Some(one), Some(other)) if one != other);
    users && one.tenant == other.tenant && other.opened
}
