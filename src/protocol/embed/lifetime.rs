//! What an embed needs as its token ages.

use std::rc::Rc;

use super::{Embed, Stage};
use crate::protocol::context::Context;
use crate::protocol::{Error, FetchReason, Instant, InvalidOption, Recover, State, Token};

impl<W> Embed<W> {
    /// When a token has to be fetched, with nobody waiting for it.
    pub(in crate::protocol) fn need(&self) -> Option<(Instant, FetchReason)> {
        match (self.stage, self.state) {
            (Stage::Unopened, _) | (_, State::Refused) => None,
            _ if self.detached => None,
            (Stage::NeedsToken, _) | (_, State::Degraded) => Some((Instant::START, FetchReason::Recover)),
            _ => self.mints_at.map(|at| (at, FetchReason::Ahead)),
        }
    }

    /// Whether a token has to be fetched now, with nobody waiting for it.
    pub(in crate::protocol) fn is_in_need(&self, cached: Option<&Rc<Token>>, cx: &Context<W>) -> bool {
        cx.visible_since.is_some() && cached.is_none() && self.need().is_some_and(|(at, _)| at <= cx.now)
    }

    /// When we stop waiting for the guest to ask, and rebuild the frame with the cached token. `since` is when the guest could
    /// first have had it, or one before it.
    fn rebuilds_at(&self, cached: &Token, since: Instant, cx: &Context<W>) -> Option<Instant> {
        match (self.stage, self.state, self.spec.renewal.recover) {
            (Stage::NeedsToken, State::Loading, _) => Some(Instant::START),
            (Stage::Loading | Stage::Loaded, State::Degraded, Recover::Reload)
                if cx.asking != Some(self.id) =>
            {
                Some(since.max(self.degraded_since).after(cached.grace()))
            }
            _ => None,
        }
    }

    /// Degrades the embed once its guest's token has expired.
    pub(in crate::protocol) fn expire(&mut self, cx: &mut Context<W>) {
        if !self.detached && self.end_of_token().is_some_and(|end| end <= cx.now) {
            self.degraded_since = cx.now;
            self.change_state(State::Degraded, cx);
        }
    }

    /// Rebuilds the frame once that is due. Gives the token that is needed besides, and from when on.
    pub(in crate::protocol) fn handle_timeout(
        &mut self,
        cached: Option<&Rc<Token>>,
        cx: &mut Context<W>,
    ) -> Option<(Instant, FetchReason)> {
        if self.detached {
            self.cached_since = None;
            return None;
        }
        let cached_since = self.cached_since.unwrap_or(cx.now);
        self.cached_since = cached.map(|_| cached_since);
        let visible_since = cx.visible_since?;
        let need = match cached {
            // What it is rebuilt with may have to be followed by the next one at once.
            Some(cached) if !self.rebuild(cached, cached_since.max(visible_since), cx) => None,
            _ => self.need(),
        };
        if let Some(end) = self.end_of_token() {
            cx.schedule_check(end);
        }
        need
    }

    /// When the guest's token expires, while that still changes the state. A view that is to have another token is loading.
    fn end_of_token(&self) -> Option<Instant> {
        let watched = matches!((self.state, self.stage), (State::Live, _) | (State::Loading, Stage::Loading));
        self.last.as_ref().filter(|_| watched).map(|last| last.expires_at())
    }

    /// Navigates the frame to its view anew, if that is due. Says whether it was.
    fn rebuild(&mut self, cached: &Rc<Token>, since: Instant, cx: &mut Context<W>) -> bool {
        let Some(due) = self.rebuilds_at(cached, since, cx) else { return false };
        let is_due = due <= cx.now;
        if is_due {
            self.load(cached, cx);
        } else {
            cx.schedule_check(due.min(cached.usable_until()));
        }
        is_due
    }

    /// The frame could not be navigated, and is not to be rebuilt again. Its guest is still answered.
    pub(in crate::protocol) fn stop_recovering(&mut self, cx: &mut Context<W>) {
        (self.in_address, self.spec.renewal.recover) = (None, Recover::Manual);
        self.stage = Stage::Loaded;
        self.settle(Err(Error::invalid(InvalidOption::ForeignSrc)), cx);
        // The host may have closed the source when it was notified that the frame was to be rebuilt.
        if self.state == State::Loading {
            self.change_state(State::Degraded, cx);
        }
    }

    /// The browser threw when the frame was to be navigated, or its guest answered or heard. It is as if the guest's token had
    /// expired: the guest is answered in place if it asks, and the frame rebuilt if it does not.
    pub(in crate::protocol) fn unreachable(&mut self, cx: &mut Context<W>) {
        if self.stage == Stage::Loading {
            self.stage = Stage::Loaded;
            self.settle(Err(Error::THREW), cx);
        }
        if self.state == State::Refused {
            return;
        }
        self.note(Error::THREW, cx.now);
        cx.emit_error(self.id, Error::THREW, false);
        if self.stage == Stage::Loaded && self.state != State::Degraded {
            self.degraded_since = cx.now;
            self.change_state(State::Degraded, cx);
        }
    }

    /// Whether the guest's token has expired.
    pub(super) fn has_expired(&self, now: Instant) -> bool {
        self.last.as_ref().is_some_and(|last| last.expires_at() <= now)
    }

    /// What is left of the lifetime of the guest's token, in milliseconds.
    pub(in crate::protocol) fn remaining_lifetime(&self, now: Instant) -> Option<u64> {
        self.last.as_ref().map(|last| last.expires_at().since(now))
    }
}
