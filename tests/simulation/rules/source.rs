//! A token source, seen from outside, and how often it may be called.

use std::collections::VecDeque;

use super::cooldown::Cooldown;
use crate::tokens::{Ledger, TokenId};

/// A token that came in.
#[derive(Clone, Copy, Debug)]
pub(super) struct Brought {
    pub(super) token: TokenId,
    /// The attempt number of the call that brought it.
    pub(super) attempt: u32,
    pub(super) at: u64,
}

/// How long before its token expires a guest asks, in milliseconds.
pub(super) const LEAD: u64 = 10_000;

impl Brought {
    /// Whether a guest that gets it will not ask again at once.
    pub(super) fn is_usable(&self, now: u64, ledger: &Ledger) -> bool {
        let lifetime = super::Rules::lifetime(ledger, self.token);
        (self.at + lifetime).saturating_sub(now) > LEAD.min(lifetime / 2)
    }
}

/// What is known of a source.
#[derive(Clone, Debug)]
pub(super) struct Source {
    pub(super) timeout: u64,
    pub(super) user: Option<&'static str>,
    /// The call under way, and since when it has been.
    pub(super) calling: Option<(u32, u64)>,
    pub(super) attempts: u32,
    /// It refused, and was not revived.
    pub(super) over: bool,
    pub(super) removed: bool,
    /// Before this the backend does not want to be called.
    pub(super) not_before: u64,
    /// Until when, by the world's time, that was so.
    pub(super) held_until: u64,
    /// What older calls bring is for nobody any more.
    pub(super) floor: u32,
    /// When somebody last asked for a token that no older call brings.
    pub(super) restarted: u64,
    pub(super) brought: VecDeque<Brought>,
    pub(super) cached: Option<Brought>,
    /// Since when all waiting has been over for an embed in need, and no call has been made.
    pub(super) woken: Option<u64>,
    /// Calls in a row that failed.
    pub(super) failures: u32,
    /// Whether somebody waited when a call of the flight was made. It goes on for those in need if nobody waits any more.
    pub(super) waited_for: bool,
    pub(super) cooldown: Cooldown,
    /// When, by the world's time, the network last came back or somebody looked, if that counted and a call could be made.
    pub(super) helped: Option<u64>,
    /// From when on, by the world's time, the clock that mints is right.
    pub(super) minted_until: u64,
    calls: VecDeque<u64>,
    causes: VecDeque<u64>,
}

/// How far back the rate of calls is looked at, in milliseconds.
const MINUTE: u64 = 60_000;

/// The longest pause between two calls of a flight, in milliseconds.
const MAX_DELAY: u64 = 8_000;

impl Source {
    pub(super) fn new(timeout: u32, user: Option<&'static str>) -> Self {
        Self {
            timeout: u64::from(timeout),
            user,
            calling: None,
            attempts: 0,
            over: false,
            removed: false,
            not_before: 0,
            held_until: 0,
            floor: 0,
            restarted: 0,
            brought: VecDeque::new(),
            cached: None,
            woken: None,
            failures: 0,
            waited_for: false,
            cooldown: Cooldown::default(),
            helped: None,
            minted_until: 0,
            calls: VecDeque::new(),
            causes: VecDeque::new(),
        }
    }

    /// A token came in. It is kept unless there is a newer one that is still usable.
    pub(super) fn bring(&mut self, brought: Brought, ledger: &Ledger) {
        if self.brought.len() == 16 {
            self.brought.pop_front();
        }
        self.brought.push_back(brought);
        let gives_way =
            |cached: Brought| cached.token != brought.token && !cached.is_usable(brought.at, ledger);
        if self.cached.is_none_or(|cached| ledger.is_newer(brought.token, cached.token) || gives_way(cached))
        {
            self.cached = Some(brought);
        }
        self.waited_for = false;
    }

    /// Somebody wants a token that no older call brings.
    pub(super) fn restart(&mut self, now: u64) {
        (self.floor, self.restarted, self.cached) = (self.attempts, now, None);
        self.cooldown.end();
    }

    /// Something happened that may lead to one more call.
    pub(super) fn has_cause(&mut self, now: u64) {
        self.causes.push_back(now);
    }

    /// Notes a call, and says whether it is one too many.
    ///
    /// Between two failed calls there is a pause whose mean is half of the longest one, which is eight seconds, and never
    /// more than half of the flight. Two and a half times as many calls as fit into a minute by that are not reached by
    /// chance; and everything else that may lead to a call is counted: requests, wishes of the host, tokens that were
    /// handed over and so will be renewed, and moments at which all waiting ends (the page becomes visible, the network is back).
    pub(super) fn calls_too_often(&mut self, now: u64) -> bool {
        self.calls.push_back(now);
        let outdated = |at: &u64| *at + MINUTE < now;
        while self.calls.front().is_some_and(outdated) {
            self.calls.pop_front();
        }
        // What a cause leads to may be put off by as long as a flight lasts.
        while self.causes.front().is_some_and(|at| *at + MINUTE + self.timeout < now) {
            self.causes.pop_front();
        }
        let retries = usize::try_from(5 * MINUTE / MAX_DELAY.min(self.timeout / 2)).unwrap_or(usize::MAX);
        self.calls.len() > retries + self.causes.len()
    }

    /// When somebody who has waited since then is served or notified, at the latest: a flight has a deadline, and may have had to
    /// wait for its beginning.
    pub(super) fn latest_answer(&self, since: u64) -> u64 {
        let begun = since.max(self.restarted) + self.longest_wait();
        begun.max(self.cooldown.flight()) + self.timeout
    }

    /// How long somebody may have to wait for a flight to begin.
    pub(super) fn longest_wait(&self) -> u64 {
        if self.failures == 0 && self.cooldown.is_over() { 0 } else { super::cooldown::LONGEST }
    }
}

impl Source {
    /// Whether it may not be called any more.
    pub(super) const fn has_ended(&self) -> bool {
        self.over || self.removed
    }
}
