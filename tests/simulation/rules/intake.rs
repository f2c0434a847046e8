//! What an input changes, before it is judged what came of it.

use super::delivered::Delivered;
use super::source::Brought;
use super::{Rules, View};
use crate::machine::{Act, Acts, Answer};
use crate::tokens::Ledger;

impl Rules {
    /// The input takes effect.
    pub(super) fn take_in(&mut self, acts: &Acts, ledger: &Ledger) {
        let (now, real) = (self.now, self.real);
        self.step.taken_in = true;
        match self.step.delivered {
            Delivered::Open(embed) => {
                let Some(view) = self.views.get_mut(&embed).filter(|view| !view.opened) else { return };
                view.open(now, real);
                let source = view.source;
                self.cause(source);
            }
            Delivered::Loaded(embed) => {
                if let Some(view) = self.views.get_mut(&embed) {
                    view.has_loaded(now, ledger);
                }
            }
            Delivered::Moved(embed) => {
                let Some(view) = self.views.get_mut(&embed) else { return };
                view.move_to_another_window(now, real);
                view.has_loaded(now, ledger);
                let source = view.source;
                self.cause(source);
            }
            Delivered::ForeignSrc(embed) => {
                if let Some(view) = self.views.get_mut(&embed) {
                    (view.in_address, view.manual) = (None, true);
                }
            }
            Delivered::Unreachable(embed) => {
                // It has not been navigated, or has not got the token that it is thought to have: the next one begins anew.
                if let Some(view) = self.views.get_mut(&embed) {
                    (view.loading, view.disturbed) = (false, real);
                }
            }
            Delivered::Answered { source, attempt, answer } => {
                self.answered(source, attempt, answer, acts, ledger);
            }
            Delivered::Visible(true) => {
                // A page that is visible already stays as it is.
                if self.visible_since.is_none() {
                    self.visible_since = Some(now);
                    self.wake();
                }
            }
            Delivered::Visible(false) => self.visible_since = None,
            Delivered::Online => self.wake(),
            Delivered::Reload(embed) => {
                let Some(view) = self.views.get_mut(&embed) else { return };
                view.reload(now, real);
                let source = view.source;
                self.restart(source);
            }
            Delivered::Switch(embed, binding) => {
                let Some(view) = self.views.get(&embed) else { return };
                let former = (view.source, view.owns_source);
                self.switch_to(embed, binding);
                if let Some(view) = self.views.get_mut(&embed) {
                    view.owns_source = binding.owns_source;
                }
                self.leave(former.0);
                self.restart(binding.source);
            }
            Delivered::CloseSource(source) => {
                if let Some(row) = self.sources.get_mut(&source) {
                    (row.over, row.cached) = (true, None);
                }
            }
            Delivered::Request { .. } | Delivered::Timer | Delivered::Close(_) => {}
        }
    }

    pub(super) fn cause(&mut self, source: u32) {
        let now = self.now;
        if let Some(row) = self.sources.get_mut(&source) {
            row.has_cause(now);
        }
    }

    fn wake(&mut self) {
        for row in self.sources.values_mut() {
            row.has_cause(self.now);
            if row.cooldown.cut(self.now) {
                row.woken = Some(self.now);
                let can_be_called = row.calling.is_none() && row.not_before <= self.now;
                row.helped = can_be_called.then_some(self.real);
            }
        }
    }

    fn restart(&mut self, source: u32) {
        let Some(row) = self.sources.get_mut(&source) else { return };
        row.restart(self.now);
        row.over = row.removed;
        for view in self.views.values_mut().filter(|view| view.source == source) {
            (view.disturbed, view.cached_since) = (self.real, None);
        }
        self.cause(source);
    }

    /// An embed does not use its source any more. What is in cached is for nobody if none does.
    pub(super) fn leave(&mut self, source: u32) {
        let used = self.views.values().any(|view| view.source == source);
        if let Some(row) = self.sources.get_mut(&source).filter(|_| !used) {
            row.cached = None;
        }
    }

    /// An answer counts for the call under way, unless that was given up in the same step because it came too late.
    fn answered(&mut self, source: u32, attempt: u32, answer: Answer, acts: &Acts, ledger: &Ledger) {
        let now = self.now;
        let late = acts.host.iter().any(
            |act| matches!(act, Act::Abort { source: of, attempt: at } if (*of, *at) == (source, attempt)),
        );
        let Some(row) = self.sources.get_mut(&source) else { return };
        if late || row.calling.is_none_or(|(calling, _)| calling != attempt) {
            return;
        }
        row.calling = None;
        match answer {
            Answer::Token(token) => {
                let issued = ledger.get(token).issued.unwrap_or(0) * 1_000;
                row.minted_until = row.minted_until.max(issued.saturating_sub(crate::device::BEGINNING));
                row.bring(Brought { token, attempt, at: now }, ledger);
                let served = |view: &View| {
                    view.source != source
                        || !view.is_active()
                        || view.is_newer(token, ledger) && view.could_have(row, now, ledger)
                };
                if self.views.values().all(served) {
                    row.failures = 0;
                    row.cooldown.end();
                } else {
                    row.failures += 1;
                    row.cooldown.forgive();
                }
            }
            Answer::Failed(error) if error.is_auth_error() => (row.over, row.cached) = (true, None),
            Answer::Failed(error) => {
                row.failures += 1;
                let wait = error.retry_after().map_or(0, |seconds| now + u64::from(seconds) * 1_000);
                row.not_before = row.not_before.max(wait);
            }
            Answer::Text(_) => row.failures += 1,
        }
    }
}
