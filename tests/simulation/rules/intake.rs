//! What an input changes, before it is judged what came of it.

use super::supply::Brought;
use super::told::Told;
use super::{Rules, View};
use crate::machine::{Act, Acts, Answer};
use crate::tokens::Ledger;

impl Rules {
    /// The input takes effect.
    pub(super) fn take_in(&mut self, acts: &Acts, ledger: &Ledger) {
        let (now, real) = (self.now, self.real);
        self.step.taken_in = true;
        match self.step.told {
            Told::Open(embed) => {
                let Some(view) = self.views.get_mut(&embed).filter(|view| !view.opened) else { return };
                view.open(now, real);
                let source = view.source;
                self.cause(source);
            }
            Told::Loaded(embed) => {
                if let Some(view) = self.views.get_mut(&embed).filter(|view| view.loading) {
                    (view.loading, view.deaf) = (false, false);
                }
            }
            Told::Moved(embed) => {
                let Some(view) = self.views.get_mut(&embed) else { return };
                view.move_to_another_window(now, real);
                if view.loading {
                    (view.loading, view.deaf) = (false, false);
                }
                let source = view.source;
                self.cause(source);
            }
            Told::ForeignSrc(embed) => {
                if let Some(view) = self.views.get_mut(&embed) {
                    (view.in_address, view.manual) = (None, true);
                }
            }
            Told::Answered { source, attempt, answer } => {
                self.answered(source, attempt, answer, acts, ledger);
            }
            Told::Visible(true) => {
                // That a page which is shown is shown is no news.
                if self.shown_since.is_none() {
                    self.shown_since = Some(now);
                    self.wake();
                }
            }
            Told::Visible(false) => self.shown_since = None,
            Told::Online => self.wake(),
            Told::Reload(embed) => {
                let Some(view) = self.views.get_mut(&embed) else { return };
                view.reload(now, real);
                let source = view.source;
                self.restart(source);
            }
            Told::Switch(embed, signed) => {
                let Some(view) = self.views.get(&embed) else { return };
                let former = (view.source, view.owns_source);
                self.switch_to(embed, signed);
                if let Some(view) = self.views.get_mut(&embed) {
                    view.owns_source = signed.owns_source;
                }
                self.leave(former.0);
                self.restart(signed.source);
            }
            Told::CloseSource(source) => {
                if let Some(supply) = self.supplies.get_mut(&source) {
                    (supply.over, supply.hand) = (true, None);
                }
            }
            Told::Request { .. } | Told::Timer | Told::Close(_) => {}
        }
    }

    pub(super) fn cause(&mut self, source: u32) {
        let now = self.now;
        if let Some(supply) = self.supplies.get_mut(&source) {
            supply.has_cause(now);
        }
    }

    fn wake(&mut self) {
        for supply in self.supplies.values_mut() {
            supply.has_cause(self.now);
            (supply.streak, supply.woken) = (0, Some(self.now));
        }
    }

    fn restart(&mut self, source: u32) {
        let Some(supply) = self.supplies.get_mut(&source) else { return };
        supply.restart(self.now);
        supply.over = supply.removed;
        for view in self.views.values_mut().filter(|view| view.source == source) {
            (view.disturbed, view.hand_since) = (self.real, None);
        }
        self.cause(source);
    }

    /// An embed does not use its source any more. What is in hand is for nobody if none does.
    pub(super) fn leave(&mut self, source: u32) {
        let used = self.views.values().any(|view| view.source == source);
        if let Some(supply) = self.supplies.get_mut(&source).filter(|_| !used) {
            supply.hand = None;
        }
    }

    /// An answer counts for the call under way, unless that was given up in the same step because it came too late.
    fn answered(&mut self, source: u32, attempt: u32, answer: Answer, acts: &Acts, ledger: &Ledger) {
        let now = self.now;
        let late = acts.host.iter().any(
            |act| matches!(act, Act::Abort { source: of, attempt: at } if (*of, *at) == (source, attempt)),
        );
        let Some(supply) = self.supplies.get_mut(&source) else { return };
        if late || supply.calling.is_none_or(|(calling, _)| calling != attempt) {
            return;
        }
        supply.calling = None;
        match answer {
            Answer::Token(token) => {
                let issued = ledger.get(token).issued.unwrap_or(0) * 1_000;
                supply.minted_until =
                    supply.minted_until.max(issued.saturating_sub(crate::device::BEGINNING));
                supply.bring(Brought { token, attempt, at: now }, ledger);
                let served = |view: &View| {
                    view.source != source
                        || !view.is_active()
                        || view.is_newer(token, ledger) && view.could_have(supply, now, ledger)
                };
                supply.failures = if self.views.values().all(served) { 0 } else { supply.failures + 1 };
            }
            Answer::Failed(error) if error.is_auth_error() => (supply.over, supply.hand) = (true, None),
            Answer::Failed(error) => {
                supply.failures += 1;
                let wait = error.retry_after().map_or(0, |seconds| now + u64::from(seconds) * 1_000);
                supply.not_before = supply.not_before.max(wait);
            }
            Answer::Text(_) => supply.failures += 1,
        }
    }
}
