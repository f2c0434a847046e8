//! An embed, seen from outside.

use super::credit::Credit;
use super::source::{Brought, Source};
use crate::machine::{MountOptions, Recover, State};
use crate::tokens::{Ledger, TokenId, User};

/// A token that a guest has.
#[derive(Clone, Copy, Debug)]
pub(super) struct Had {
    pub(super) token: TokenId,
    pub(super) received: u64,
}

/// A request of a guest that has not been answered.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asked {
    pub(super) since: u64,
    /// The window that asked.
    pub(super) window: u32,
}

/// What is known of an embed. Times are the page's own, but for those that say otherwise.
#[derive(Clone, Debug)]
pub(super) struct View {
    pub(super) source: u32,
    pub(super) owns_source: bool,
    pub(super) user: User,
    pub(super) next_user: User,
    /// The user that the host names.
    pub(super) declared: Option<&'static str>,
    pub(super) tenant: &'static str,
    pub(super) built: bool,
    mint_ahead: Option<u32>,
    pub(super) manual: bool,
    pub(super) opened: bool,
    pub(super) state: State,
    /// The state that it left in this step for `loading`, while it has not been navigated to its view.
    pub(super) left: Option<State>,
    /// What its guest waits for.
    pub(super) asked: Option<Asked>,
    /// What its guest may still ask.
    pub(super) credit: Credit,
    /// Since when a token for its next view has been wanted.
    pub(super) wants: Option<u64>,
    /// No token for its first view could be had, or its view has loaded with a token that had expired.
    pub(super) missed: bool,
    pub(super) loading: bool,
    /// Since when, by the world's time, the host has waited for its view.
    pub(super) awaited: Option<u64>,
    pub(super) last: Option<Had>,
    pub(super) in_address: Option<Had>,
    pub(super) ignore_requests: bool,
    /// Whether its frame is in no document.
    pub(super) detached: bool,
    pub(super) degraded_since: u64,
    /// Since when there has been a token in cached that it could have.
    pub(super) cached_since: Option<u64>,
    /// When, by the world's time, there last was one, or a frame with one that loaded.
    pub(super) had_token: u64,
    /// Whether there was one since it has been degraded.
    pub(super) offered: bool,
    /// Since when, by the world's time, it has not been live.
    pub(super) unwell_since: Option<u64>,
    /// When, by the world's time, something last happened that makes it start again.
    pub(super) disturbed: u64,
    pub(super) refusals: u32,
    pub(super) requests: u32,
    pub(super) posts: u32,
}

impl View {
    pub(super) fn new(
        options: MountOptions,
        user: User,
        declared: Option<&'static str>,
        state: State,
        real: u64,
    ) -> Self {
        Self {
            source: options.binding.source,
            owns_source: options.binding.owns_source,
            user,
            next_user: user,
            declared,
            tenant: options.tenant,
            built: options.built,
            mint_ahead: options.mint_ahead,
            manual: options.recover == Recover::Manual,
            opened: false,
            state,
            left: None,
            asked: None,
            credit: Credit::FULL,
            wants: None,
            missed: false,
            loading: false,
            awaited: Some(real),
            last: None,
            in_address: None,
            ignore_requests: false,
            detached: false,
            degraded_since: 0,
            cached_since: None,
            had_token: 0,
            offered: false,
            unwell_since: None,
            disturbed: 0,
            refusals: 0,
            requests: 0,
            posts: 0,
        }
    }

    pub(super) fn open(&mut self, now: u64, real: u64) {
        self.opened = true;
        self.disturbed = real;
        if self.built {
            (self.wants, self.unwell_since) = (Some(now), Some(real));
        }
    }

    pub(super) fn reload(&mut self, now: u64, real: u64) {
        (self.wants, self.awaited, self.missed) = (Some(now), self.awaited.or(Some(real)), false);
        self.credit = Credit::FULL;
    }

    pub(super) fn switch(&mut self, source: u32, declared: Option<&'static str>, now: u64, real: u64) {
        (self.source, self.declared, self.user) = (source, declared, self.next_user);
        self.reload(now, real);
        self.restart(now);
    }

    /// The frame is in another window. One that was built shows the token in its address; the page's own one, if it has
    /// been navigated since, shows what the page wrote.
    pub(super) fn move_to_another_window(&mut self, now: u64, real: u64) {
        (self.asked, self.disturbed) = (None, real);
        if self.built {
            self.last = self.in_address.or(self.last);
            self.loading |= self.in_address.is_some() && self.wants.is_none() && !self.missed;
        } else if self.in_address.is_some() {
            self.restart(now);
            if self.state == State::Refused {
                (self.wants, self.missed) = (None, true);
            }
        }
    }

    /// The frame fired its load event. What it shows is of no use if its token has expired, unless another view is wanted anyway.
    pub(super) fn has_loaded(&mut self, now: u64, ledger: &Ledger) {
        if !core::mem::take(&mut self.loading) {
            return;
        }
        let has_expired = self.expires_at(ledger).is_some_and(|end| end <= now);
        if self.is_active() && has_expired && self.wants.is_none() {
            self.missed = true;
        } else {
            self.ignore_requests = false;
        }
    }

    fn restart(&mut self, now: u64) {
        (self.asked, self.last, self.in_address) = (None, None, None);
        (self.wants, self.missed, self.loading) = (Some(now), false, false);
        self.ignore_requests = !self.built;
    }

    /// It is notified of a failure: nobody waits any more.
    pub(super) fn give_up(&mut self, now: u64, ledger: &Ledger) {
        self.asked = None;
        let is_dead = self.state == State::Loading && self.expires_at(ledger).is_some_and(|end| end <= now);
        let shows_something = self.last.is_some() || (!self.built && !self.ignore_requests);
        self.missed |= self.wants.take().is_some() && (is_dead || !shows_something);
    }

    /// What it is once its frame was rebuilt with the cached token.
    pub(super) fn rebuilt_with(&self, cached: Option<Brought>) -> Self {
        let had = cached.map(|Brought { token, at, .. }| Had { token, received: at });
        Self { last: had.or(self.last), missed: false, ..self.clone() }
    }

    /// Whether its view has loaded, or its guest was answered while it loads, and no other view is to take its place before its guest
    /// is answered.
    pub(super) fn shows_its_view(&self) -> bool {
        let has_one = self.last.is_some() || !self.built;
        let token = |had: Option<Had>| had.map(|had| had.token);
        let answered = self.last.is_some() && token(self.last) != token(self.in_address);
        has_one && (!self.loading || answered) && !self.missed && !self.ignore_requests
    }

    /// Whether its guest has to have another token once this one has expired: a view that is loaded anew has.
    pub(super) fn is_watched(&self) -> bool {
        let anew = self.wants.is_some() || self.missed;
        !self.detached && (self.state == State::Live || self.state == State::Loading && !anew)
    }

    pub(super) const fn waits(&self) -> bool {
        self.asked.is_some() || self.wants.is_some()
    }

    pub(super) fn is_active(&self) -> bool {
        self.opened && !matches!(self.state, State::Refused | State::Closed)
    }

    /// When the token that its guest has expires.
    pub(super) fn expires_at(&self, ledger: &Ledger) -> Option<u64> {
        let last = self.last?;
        Some(last.received + super::Rules::lifetime(ledger, last.token))
    }

    /// Whether there is a token in cached that it could have: its guest, or a new frame in the place of one whose token has
    /// expired.
    pub(super) fn could_have(&self, row: &Source, now: u64, ledger: &Ledger) -> bool {
        row.cached.is_some_and(|cached| {
            let afresh = (self.state == State::Degraded || self.missed)
                && self.last.is_some_and(|last| last.token != cached.token);
            cached.is_usable(now, ledger) && (afresh || self.is_newer(cached.token, ledger))
        })
    }

    /// Whether there is a token in cached that its guest may be sent.
    pub(super) fn could_be_sent(&self, row: &Source, now: u64, ledger: &Ledger) -> bool {
        let newer = row.cached.is_some_and(|cached| self.is_newer(cached.token, ledger));
        newer && self.could_have(row, now, ledger)
    }

    /// Whether its guest may be sent a token, as far as the one that it has goes.
    pub(super) fn is_newer(&self, token: TokenId, ledger: &Ledger) -> bool {
        self.last.is_none_or(|last| ledger.is_newer(token, last.token))
    }

    /// The earliest and the latest time at which its next token is minted, if that is done ahead. How early depends on what came
    /// before.
    pub(super) fn mint_time(&self, ledger: &Ledger) -> Option<(u64, u64)> {
        let last = self.last?;
        let lifetime = super::Rules::lifetime(ledger, last.token);
        let ahead = (u64::from(self.mint_ahead?) * 1_000).min(lifetime / 2);
        let latest = last.received + lifetime - ahead;
        Some(((latest - lifetime / 10).min(last.received + lifetime / 2), latest))
    }

    /// Whether a token has to be sought for it though nobody waits, on a page that is visible.
    pub(super) fn is_in_need(&self, row: &Source, now: u64, ledger: &Ledger) -> bool {
        let due = self.mint_time(ledger).is_some_and(|(earliest, _)| earliest <= now);
        self.is_active()
            && !self.detached
            && !self.could_have(row, now, ledger)
            && (self.missed || self.state == State::Degraded || due)
    }
}
