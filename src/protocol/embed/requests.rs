//! What a guest asks for, and how it is answered.

use std::rc::Rc;

use super::{Embed, Stage};
use crate::protocol::context::Context;
use crate::protocol::rate_limit::RateLimit;
use crate::protocol::{Effect, Event, Frames, Instant, State, Token};

/// How many requests of a guest are heard at once, whatever comes of them. One that is well asks once in a token's life; one that
/// asks again at each answer, or at each failure, would make the page call without end.
const ANSWERS_AT_ONCE: u64 = 5;

/// After those, one is heard in so many milliseconds. A guest that waited so long for an answer asks again.
const ANSWER_INTERVAL: u64 = 10_000;

/// The limit of a guest that has not asked.
pub(super) const UNUSED: RateLimit = RateLimit::new(ANSWERS_AT_ONCE, ANSWER_INTERVAL);

/// Whether a token could be delivered to an embed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::protocol) enum Delivery {
    NotNeeded,
    Done,
    /// The guest has this token already, or a newer one.
    Stale,
}

/// A request of the guest that has not been answered.
#[derive(Clone, Debug)]
pub(super) struct PendingRequest<W> {
    /// The window that asked, and gets the answer.
    pub(super) window: W,
    since: Instant,
}

impl<W> Embed<W> {
    /// The guest asked. Says whether this is news: a guest that asks again while it waits is answered once, and one that asks too
    /// often not at all.
    pub(in crate::protocol) fn ask(&mut self, window: W, cx: &mut Context<W>) -> bool {
        let ignored = !self.is_open() || self.ignore_requests || self.state == State::Refused;
        if ignored || !self.limit.allows(cx.now) || self.pending_request.is_some() {
            return false;
        }
        self.pending_request = Some(PendingRequest { window, since: cx.now });
        self.limit.spend(cx.now);
        self.record.requests += 1;
        cx.emit(self.id, Event::TokenRequest);
        true
    }

    /// Drops a request whose window is gone: its frame was moved, or is in no document any more.
    pub(in crate::protocol) fn drop_stale_request(&mut self, frames: &impl Frames<W>) {
        self.pending_request.take_if(|request| !frames.is_current(self.id, &request.window));
    }

    /// Delivers a token, if it is waited for. `ahead` says that it was cached before the guest asked.
    pub(in crate::protocol) fn deliver(
        &mut self,
        token: &Rc<Token>,
        ahead: bool,
        cx: &mut Context<W>,
    ) -> Delivery {
        // A guest that asks is there, whatever its frame has loaded.
        let needs_view =
            self.stage == Stage::NeedsToken && (self.last.is_none() || self.pending_request.is_none());
        match &self.last {
            _ if needs_view || self.waits_for_view() => self.load(token, cx),
            _ if self.pending_request.is_none() => return Delivery::NotNeeded,
            Some(last) if !token.is_newer_than(last) => return Delivery::Stale,
            _ => self.set_token(token.clone()),
        }
        if let Some(request) = self.pending_request.take() {
            self.answer(request, token, ahead, cx);
        }
        Delivery::Done
    }

    /// Answers the guest in place, whose view is as good as loaded with it.
    fn answer(
        &mut self,
        PendingRequest { window, since }: PendingRequest<W>,
        token: &Rc<Token>,
        ahead: bool,
        cx: &mut Context<W>,
    ) {
        self.record.sent += 1;
        let expired_view = self.stage == Stage::NeedsToken;
        if expired_view {
            self.stage = Stage::Loaded;
            self.settle(Ok(()), cx);
        }
        cx.push(Effect::Post { embed: self.id, window, token: token.clone() });
        if self.state == State::Degraded || expired_view {
            self.change_state(State::Live, cx);
        }
        let waited = cx.now.since(since);
        cx.emit(self.id, Event::TokenSent { expires_in: token.lifetime(), ahead, waited });
        if expired_view {
            cx.emit(self.id, Event::Ready);
        }
    }
}
