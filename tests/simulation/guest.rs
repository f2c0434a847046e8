//! The guest: the document inside the iframe, which asks for tokens, or does not.

use crate::tally::Count;
use crate::tokens::{TENANTS, TokenId};
use crate::world::{OnPage, World};

/// How a guest behaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Manner {
    /// It asks ten seconds before its token ends, gives up after ten seconds, and asks again.
    Documented,
    /// It asks twice each time.
    Twice,
    /// It never asks.
    Mute,
    /// It asks whenever it likes, too.
    Restless,
    /// It asks again at each answer, a dozen times or so; then it rests.
    Insatiable,
}

pub(crate) const MANNERS: [(u32, Manner); 5] = [
    (6, Manner::Documented),
    (1, Manner::Twice),
    (2, Manner::Mute),
    (1, Manner::Restless),
    (1, Manner::Insatiable),
];

/// How long before the end of its token a guest asks, and how long it waits for an answer, in milliseconds.
const LEAD: u64 = 10_000;

/// A guest that waits for an answer, or checks the time, does so when it renders: at the latest after so many milliseconds.
const RENDERS_WITHIN: u64 = 5_000;

impl World {
    /// Sets the time of the guest's next check of its token.
    pub(crate) fn schedule_guest(&mut self, page: usize, window: u32) {
        let render = self.rng.between(1, RENDERS_WITHIN);
        let restless = self.rng.length(1_000, 600_000);
        let rest = if self.rng.once_in(12) { self.rng.length(60_000, 7_200_000) } else { 1 };
        let tab = &mut self.tabs[page];
        let Some(row) = tab.windows.get_mut(&window) else { return };
        let manner = tab.frames.get(&row.frame).map_or(Manner::Mute, |frame| frame.manner);
        if manner == Manner::Mute || !TENANTS.contains(&row.origin) {
            return;
        }
        let ends = row.token.map_or(self.now, |token| self.ledger.get(token).ends);
        let mut delay = ends.saturating_sub(LEAD).saturating_sub(self.now).max(render);
        if let Some(asked) = row.asked {
            delay = (asked + LEAD).saturating_sub(self.now) + render;
        } else if manner == Manner::Restless {
            delay = delay.min(restless);
        } else if manner == Manner::Insatiable {
            delay = delay.min(rest);
        }
        row.wake += 1;
        let wake = row.wake;
        self.on_page_in(delay, page, OnPage::GuestWakes { window, wake });
    }

    /// A guest checks the time, and asks.
    pub(crate) fn guest_wakes(&mut self, page: usize, window: u32, wake: u32) {
        let delay = self.rng.between(1, 5);
        let tab = &mut self.tabs[page];
        let Some(row) = tab.windows.get_mut(&window).filter(|row| row.wake == wake) else { return };
        let manner = tab.frames.get(&row.frame).map_or(Manner::Mute, |frame| frame.manner);
        let times = if manner == Manner::Twice { 2 } else { 1 };
        row.asked = Some(self.now);
        let origin = row.origin;
        self.tally.add(if manner == Manner::Insatiable { Count::InsatiableAsk } else { Count::GuestsAsk });
        self.trace.say(self.now, page, || format!("the guest in window {window} asks"));
        for _ in 0..times {
            self.on_page_in(delay, page, OnPage::Message { window: Some(window), origin, forged: false });
        }
        self.schedule_guest(page, window);
    }

    /// A message of the host arrives at a window. The browser drops it if another origin is shown there by now.
    pub(crate) fn deliver(&mut self, page: usize, window: u32, token: TokenId, target: &'static str) {
        let minted = self.ledger.get(token);
        let tab = &mut self.tabs[page];
        let Some(row) = tab.windows.get_mut(&window).filter(|row| row.origin == target) else {
            self.tally.add(Count::DroppedByBrowser);
            return;
        };
        row.answers += 1;
        tab.rules.demand(row.answers <= row.requests, "no answer without a request", || {
            format!("window {window} got more answers than it asked for")
        });
        tab.rules.demand(minted.tenant == row.origin, "nothing to a wrong origin", || {
            format!("a token for {} arrived at {}", minted.tenant, row.origin)
        });
        tab.rules.demand(row.user.is_none_or(|user| user == minted.user), "nothing to a wrong user", || {
            format!("window {window} shows another user's session than {}'s", minted.user.name())
        });
        (row.asked, row.token, row.user) = (None, Some(token), Some(minted.user));
        let frame = row.frame;
        if let Some(frame) = tab.frames.get_mut(&frame) {
            frame.stored = Some(token);
        }
        self.schedule_guest(page, window);
    }
}
