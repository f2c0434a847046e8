//! Judges each event at the moment at which it comes.

use super::delivered::Delivered;
use super::view::{Asked, View};
use super::{Rules, Source};
use crate::machine::{Error, ErrorCode, Event, State};
use crate::tokens::Ledger;

impl Rules {
    pub(super) fn judge_event(&mut self, embed: u32, event: Event, ledger: &Ledger) {
        match event {
            Event::StateChange { from, to } => self.judge_change(embed, from, to, ledger),
            Event::TokenError { error, .. } if error.code == ErrorCode::UserConflict => {
                self.step.conflicts.push(embed);
            }
            // No flight has failed.
            Event::TokenError { error, last: false } if error == Error::THREW => {
                let threw = matches!(self.step.delivered, Delivered::Unreachable(of) if of == embed);
                self.demand(threw, "only a browser that threw is reported as that", || format!("e{embed}"));
            }
            Event::TokenError { last: true, .. } => {
                let Some(view) = self.views.get_mut(&embed) else { return };
                view.refusals += 1;
                let once = view.refusals == 1 && view.state == State::Refused;
                self.demand(once, "a refusal is reported once", || format!("e{embed}"));
            }
            Event::TokenError { last: false, .. } => self.judge_failure(embed, ledger),
            Event::TokenRequest => {
                let now = self.now;
                let asking = match self.step.delivered {
                    Delivered::Request { embed: of, window } if of == embed => {
                        Some(Asked { since: now, window })
                    }
                    _ => None,
                };
                let Some(view) = self.views.get_mut(&embed) else { return };
                let in_turn = view.credit.suffices(now);
                view.credit.spend(now);
                let news = view.asked.is_none() && view.is_active() && !view.ignore_requests;
                view.asked = view.asked.or(asking);
                view.requests += 1;
                self.step.heard = true;
                let source = view.source;
                self.demand(asking.is_some() && news, "a request is reported once", || format!("e{embed}"));
                let rule = "at most five requests are heard in a row, then one in ten seconds";
                self.demand(in_turn, rule, || format!("e{embed}"));
                self.cause(source);
            }
            Event::Ready => {
                let live = self.views[&embed].state == State::Live;
                self.demand(live, "ready only once it is live", || format!("e{embed}"));
            }
            Event::Closed => {
                let source = self.views.remove(&embed).map(|view| view.source);
                self.leave(source.unwrap_or(0));
            }
            Event::TokenSent { .. } => {}
        }
    }

    fn judge_failure(&mut self, embed: u32, ledger: &Ledger) {
        let (now, visible) = (self.now, self.visible_since.is_some());
        let Some(view) = self.views.get_mut(&embed) else { return };
        let source = view.source;
        let Some(row) = self.sources.get_mut(&source) else { return };
        // A frame that is rebuilt in the same step may be in need of the next token at once.
        let rebuilt = self.step.loading.contains(&embed).then(|| view.rebuilt_with(row.cached));
        let in_need = |view: &View| view.is_in_need(row, now, ledger);
        let concerned = view.waits() || visible && (in_need(&*view) || rebuilt.as_ref().is_some_and(in_need));
        (row.woken, row.failures, row.waited_for) = (None, row.failures + 1, false);
        view.give_up(now, ledger);
        row.cooldown.begin(now);
        self.demand(concerned, "a failure is reported to those whom it concerns", || format!("e{embed}"));
    }

    fn judge_change(&mut self, embed: u32, from: State, to: State, ledger: &Ledger) {
        let (now, real, delivered, taken_in) = (self.now, self.real, self.step.delivered, self.step.taken_in);
        let Some(view) = self.views.get_mut(&embed) else { return };
        let over = self.sources.get(&view.source).is_none_or(Source::has_ended);
        let revived = from == State::Refused
            && matches!(delivered, Delivered::Reload(_) | Delivered::Switch(..))
            && !over;
        let moved = matches!(delivered, Delivered::Moved(of) if of == embed);
        let expired = view.expires_at(ledger).is_some_and(|end| end <= now);
        let loaded =
            matches!(delivered, Delivered::Loaded(of) | Delivered::Moved(of) if of == embed) && !view.loading;
        let switched = taken_in && matches!(delivered, Delivered::Switch(of, _) if of == embed);
        let allowed = match to {
            State::Closed => self.step.removed == Some(embed),
            State::Refused => over,
            State::Degraded => {
                expired
                    || matches!(delivered, Delivered::ForeignSrc(of) | Delivered::Unreachable(of) if of == embed)
            }
            State::Live => {
                (loaded && from == State::Loading)
                    || (self.step.posted == Some(embed) && matches!(from, State::Degraded | State::Loading))
                    || (revived && view.shows_its_view() && !expired)
            }
            State::Loading => true,
        };
        let right = view.state == from
            && (from != State::Refused || revived || switched || to == State::Closed)
            && allowed;
        let anew = revived || switched || (moved && view.ignore_requests) || view.missed;
        view.left = (to == State::Loading && !anew).then_some(from);
        if to == State::Refused {
            // While it is known whether its view was still to load.
            view.give_up(now, ledger);
        }
        view.state = to;
        match to {
            State::Live | State::Closed => view.unwell_since = None,
            State::Refused => (view.unwell_since, view.refusals) = (None, 0),
            State::Degraded => (view.degraded_since, view.offered) = (now, false),
            State::Loading => {}
        }
        if matches!(to, State::Degraded | State::Loading) {
            view.unwell_since = view.unwell_since.or(Some(real));
        }
        self.demand(right, "a state changes only for its reason", || {
            format!("e{embed}: {} > {}", from.as_str(), to.as_str())
        });
    }
}
