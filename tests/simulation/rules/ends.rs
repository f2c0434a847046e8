//! Judges where a step has led to, once all of its acts are known.

use super::cooldown::SOON;
use super::delivered::Delivered;
use super::{Rules, View};
use crate::machine::State;
use crate::tokens::Ledger;

/// A page that is visible checks the time at least this often, in milliseconds.
pub(super) const CHECK_INTERVAL: u64 = 30_000;

impl Rules {
    pub(super) fn judge_the_end(&mut self, ledger: &Ledger) {
        let posted = self.step.posted;
        self.demand(posted.is_none(), "each answer is reported", || format!("{posted:?}"));
        self.judge_delays();
        self.judge_sources(ledger);
        self.judge_views(ledger);
        self.judge_conflicts();
        self.judge_the_timer(ledger);
        self.note_cached(ledger);
    }

    /// Whoever waits is served, or notified why not, within the deadline.
    fn judge_delays(&mut self) {
        let now = self.now;
        let mut late = None;
        for (embed, view) in &self.views {
            let Some(row) = self.sources.get(&view.source) else { continue };
            let over = |since: Option<u64>| since.is_some_and(|since| row.latest_answer(since) <= now);
            if over(view.asked.map(|asked| asked.since)) || over(view.wants) {
                late = Some(*embed);
            }
        }
        self.demand(late.is_none(), "whoever waits is served or notified within the deadline", || {
            format!("e{late:?}")
        });
        let hung = self
            .sources
            .iter()
            .find(|(_, row)| row.calling.is_some_and(|(_, since)| since + row.timeout <= now));
        let hung = hung.map(|(source, _)| *source);
        self.demand(hung.is_none(), "no call is longer than its deadline", || format!("s{hung:?}"));
    }

    fn judge_sources(&mut self, ledger: &Ledger) {
        let (now, real) = (self.now, self.real);
        let mut idle = None;
        let mut lonely = None;
        let mut asleep = None;
        for (source, row) in &mut self.sources {
            if now < row.not_before {
                row.held_until = real;
            }
            let mut users =
                self.views.values().filter(|view| view.source == *source && view.is_active()).peekable();
            if row.calling.is_some() && users.peek().is_none() {
                lonely = Some(*source);
            }
            let overdue = |view: &View| {
                let late = view.mint_time(ledger).is_some_and(|(_, latest)| latest <= now);
                let seeks = late || view.missed || view.state == State::Degraded;
                seeks && !view.detached && !view.could_have(row, now, ledger)
            };
            let waits_for_a_call = users
                .any(|view| view.waits() || self.visible_since.is_some() && overdue(view))
                && row.calling.is_none()
                && row.not_before <= now
                && !row.over;
            // Nothing has failed, so nothing is put off: what is due is under way.
            if waits_for_a_call && row.longest_wait() == 0 {
                idle = Some(*source);
            }
            row.woken = row.woken.filter(|_| waits_for_a_call);
            if row.woken.is_some_and(|since| since + SOON < now) {
                asleep = Some(*source);
            }
        }
        self.demand(idle.is_none(), "what is due is under way", || format!("s{idle:?}"));
        self.demand(lonely.is_none(), "no call for a closed embed", || format!("s{lonely:?}"));
        self.demand(
            asleep.is_none(),
            "what is needed is tried within two seconds of `online` or a visit",
            || format!("s{asleep:?}"),
        );
    }

    fn judge_views(&mut self, ledger: &Ledger) {
        let now = self.now;
        let mut wrong = None;
        for (embed, view) in &self.views {
            let row = self.sources.get(&view.source);
            let over = row.is_none_or(super::Source::has_ended);
            let expired = view.expires_at(ledger).is_some_and(|end| end <= now);
            let is_cached = row.is_some_and(|row| view.could_be_sent(row, now, ledger));
            let faults = [
                (expired && view.is_watched(), "a token that has expired is noticed"),
                (
                    view.opened && over && view.state != State::Refused,
                    "a refusal reaches every embed of the source",
                ),
                (
                    view.state == State::Refused && view.awaited.is_some() && !view.loading,
                    "a promise is settled when nothing can follow",
                ),
                (view.left.is_some(), "no state `loading` without a view on its way"),
                (
                    view.asked.is_some() && view.wants.is_none() && is_cached,
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
        if let Delivered::Request { embed, window } = self.step.delivered
            && let Some(view) = self.views.get(&embed)
        {
            let deaf = !view.opened || !view.is_active() || view.ignore_requests;
            let spared = view.asked.is_some() || !view.credit.suffices(self.now);
            let heard = deaf || spared || self.step.heard;
            let asked = view.asked;
            self.demand(heard, "a request is heard", || format!("e{embed}"));
            let waits = asked.is_none_or(|asked| asked.window == window);
            self.demand(waits, "the window that asked last is the one that waits", || format!("{asked:?}"));
        }
    }

    /// Two users on one tenant are notified of each other, when the second one comes.
    fn judge_conflicts(&mut self) {
        let newcomer = match self.step.delivered {
            Delivered::Open(embed) | Delivered::Switch(embed, _) => {
                self.views.get(&embed).map(|view| (embed, view))
            }
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
        let notified = core::mem::take(&mut self.step.conflicts);
        self.demand(notified == expected, "two users on one tenant are notified", || {
            format!("{notified:?} instead of {expected:?}")
        });
    }

    /// A timer is set, in time, exactly while something is pending.
    fn judge_the_timer(&mut self, ledger: &Ledger) {
        let now = self.now;
        let visible = self.visible_since.is_some();
        let calls = self.sources.values().filter_map(|row| row.calling.map(|(_, since)| since + row.timeout));
        let mut latest = calls.min();
        let mut quiet = latest.is_none();
        for view in self.views.values().filter(|view| view.is_active()) {
            let Some(row) = self.sources.get(&view.source) else { continue };
            let waits = view
                .asked
                .map(|asked| asked.since)
                .into_iter()
                .chain(view.wants)
                .map(|since| row.latest_answer(since))
                .min();
            let ends = view
                .expires_at(ledger)
                .filter(|_| visible && view.is_watched())
                .map(|end| end.min(now + CHECK_INTERVAL));
            let seeks = visible
                && !view.detached
                && (view.missed || view.state == State::Degraded)
                && !(view.manual && view.could_have(row, now, ledger));
            let looks = seeks.then_some(now + CHECK_INTERVAL);
            latest = [latest, waits, ends, looks].into_iter().flatten().min();
            let looked_after = visible && !view.detached;
            quiet &= waits.is_none() && !(looked_after && (view.last.is_some() || view.missed));
        }
        let timer = self.timer;
        let in_time = latest.is_none_or(|latest| timer.is_some_and(|due| due >= now && due <= latest));
        self.demand(in_time, "a timer is set while something is pending", || {
            format!("{timer:?}, {latest:?} at {now}")
        });
        self.demand(!quiet || timer.is_none(), "no timer while nothing is pending", || format!("{timer:?}"));
    }

    /// Since when each embed could have had a token.
    fn note_cached(&mut self, ledger: &Ledger) {
        let (now, real) = (self.now, self.real);
        for view in self.views.values_mut() {
            let is_cached =
                self.sources.get(&view.source).is_some_and(|row| view.could_have(row, now, ledger));
            view.cached_since =
                if is_cached && !view.detached { view.cached_since.or(Some(now)) } else { None };
            view.offered |= is_cached;
            if view.cached_since.is_some() || view.loading {
                view.had_token = real;
            }
        }
    }
}

fn share_storage(one: &View, other: &View) -> bool {
    let users = matches!((one.declared, other.declared), (Some(one), Some(other)) if one != other);
    users && one.tenant == other.tenant && other.opened
}
