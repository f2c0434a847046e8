//! What concerns all embeds of a source together: how flights end, and what is due.
//!
//! A page does this by itself, besides what is asked of it:
//!
//! 1. The next token is fetched shortly before the guest will ask, with jitter, and is never pushed unasked.
//! 2. An embed whose token expired unanswered is degraded, and a token is fetched for it. A guest that still asks is answered
//!    in place. Only when a fresh token has been cached for some time, and the guest has not asked, is the frame rebuilt.
//! 3. A failure ends none of this: the next flight follows after a cooldown, which those who ask meanwhile wait for. It is cut
//!    short when the network is back or the page is visible again.
//! 4. A hidden page does nothing by itself, and sets no timer for it.

use std::rc::Rc;

use super::Page;
use crate::protocol::embed::{Delivery, Embed};
use crate::protocol::source::Source;
use crate::protocol::{EmbedId, Error, ErrorCode, FetchReason, IdMap, SourceId, Token, TokenGrant};

impl<W> Page<W> {
    /// Does whatever is due, for every source and its embeds.
    pub(super) fn handle_timeout(&mut self) {
        self.cx.reset_wakeup();
        self.expire_tokens();
        let mut at = 0;
        while let Some(id) = self.sources.id_at(at) {
            self.handle_flight_timeout(id);
            self.handle_embed_timeouts(id);
            at += 1;
        }
    }

    /// Comes before flights: a degraded embed takes a token that it would not have taken before, and so may need no other.
    pub(super) fn expire_tokens(&mut self) {
        for embed in self.embeds.rows_mut() {
            embed.expire(&mut self.cx);
        }
    }

    fn handle_flight_timeout(&mut self, id: SourceId) {
        self.end_unwanted_pause(id);
        let Some(source) = self.sources.get_mut(id) else { return };
        if let Some(error) = source.handle_timeout(&mut self.cx) {
            self.report_failure(id, error);
        }
    }

    /// Ends a pause that nobody waits for any more. A call under way still has an answer, which may be a refusal.
    fn end_unwanted_pause(&mut self, id: SourceId) {
        if self.sources.get(id).is_some_and(Source::pauses) {
            self.clear_unwanted_flight(id);
        }
    }

    fn handle_embed_timeouts(&mut self, id: SourceId) {
        let Some(source) = self.sources.get_mut(id) else { return };
        let embeds = self.embeds.rows_mut().filter(|embed| embed.source() == id);
        let needs = embeds
            .filter_map(|embed| embed.handle_timeout(source.cached_for(embed, self.cx.now), &mut self.cx));
        let first = needs.min_by_key(|(at, _)| *at);
        let idle = source.flight.is_none() && source.terminal_error.is_none();
        let Some((at, reason)) = first.filter(|_| idle) else { return };
        let at = at.max(source.next_flight());
        if at <= self.cx.now {
            source.start_flight(reason, &self.cx);
            self.handle_flight_timeout(id);
        } else {
            self.cx.schedule_check(at);
        }
    }

    /// Joins the flight of a source, or wants one.
    pub(super) fn want_token(&mut self, id: SourceId, reason: FetchReason) {
        if let Some(source) = self.sources.get_mut(id) {
            source.want(reason, &self.cx);
        }
    }

    pub(super) fn answered(&mut self, id: SourceId, attempt: u32, answer: Result<TokenGrant, Error>) {
        let Some(source) = self.sources.get_mut(id).filter(|source| source.is_calling(attempt)) else {
            return;
        };
        match source.read(answer, &self.cx) {
            Ok(token) => self.on_token(id, &token),
            Err(error) if error.is_auth_error() => self.end_source(id, error),
            Err(error) => self.call_failed(id, error),
        }
    }

    /// Delivers a token to all who wait, and caches it for those who will ask. Where it is stale, or an embed still needs one,
    /// the flight goes on.
    fn on_token(&mut self, id: SourceId, token: &Rc<Token>) {
        let mut stale = false;
        for embed in self.embeds.rows_mut() {
            if embed.source() == id {
                stale |= embed.deliver(token, false, &mut self.cx) == Delivery::Stale;
            }
        }
        let Some(source) = self.sources.get_mut(id) else { return };
        source.cache(token.clone(), self.cx.now);
        stale |= embeds_of(&self.embeds, id)
            .any(|embed| embed.is_in_need(source.cached_for(embed, self.cx.now), &self.cx));
        if stale {
            self.call_failed(id, Error::new(ErrorCode::StaleToken));
        } else {
            source.flight_succeeded(token, &mut self.cx);
        }
    }

    /// Retries a transient failure after a pause, if somebody still wants the token.
    fn call_failed(&mut self, id: SourceId, failure: Error) {
        let goes_on = failure.is_transient() && self.is_wanted(id);
        let Some(source) = self.sources.get_mut(id) else { return };
        source.apply_retry_after(failure, &self.cx);
        if goes_on {
            source.call_failed(failure, &self.cx);
        } else {
            source.flight_failed(failure, &mut self.cx);
            self.report_failure(id, failure);
        }
    }

    /// There is no token for now. Embeds that waited for one, or need one, report it.
    fn report_failure(&mut self, id: SourceId, error: Error) {
        let Some(source) = self.sources.get_mut(id) else { return };
        for embed in self.embeds.rows_mut() {
            if embed.source() == id
                && (embed.waits() || embed.is_in_need(source.cached_for(embed, self.cx.now), &self.cx))
            {
                embed.fail(error, &mut self.cx);
            }
        }
    }

    /// The source refused for good, or was closed.
    pub(super) fn end_source(&mut self, id: SourceId, error: Error) {
        if let Some(source) = self.sources.get_mut(id) {
            source.clear_flight(&mut self.cx);
            source.forget_wanted();
            source.terminal_error = Some(error);
            source.clear_cache();
        }
        for embed in self.embeds.rows_mut() {
            if embed.source() == id {
                embed.refuse(error, &mut self.cx);
            }
        }
    }

    /// Ends the flight of a source if nobody waits for it and no embed needs it.
    pub(super) fn clear_unwanted_flight(&mut self, id: SourceId) {
        if !self.is_wanted(id)
            && let Some(source) = self.sources.get_mut(id)
        {
            source.clear_flight(&mut self.cx);
            source.forget_wanted();
        }
    }

    fn is_wanted(&self, id: SourceId) -> bool {
        let Some(source) = self.sources.get(id) else { return false };
        embeds_of(&self.embeds, id)
            .any(|embed| embed.waits() || embed.is_in_need(source.cached_for(embed, self.cx.now), &self.cx))
    }
}

/// The embeds of a source.
fn embeds_of<W>(embeds: &IdMap<EmbedId, Embed<W>>, id: SourceId) -> impl Iterator<Item = &Embed<W>> {
    embeds.rows().filter(move |embed| embed.source() == id)
}
