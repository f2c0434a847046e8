//! What concerns all embeds of a source together: how flights end, and what time brings about.
//!
//! A page does this of its own accord, besides what is asked of it:
//!
//! 1. The next token is fetched shortly before the guest will ask, with jitter, and is never pushed unasked.
//! 2. An embed whose token has run out unanswered is degraded, and a token is sought for it. A guest that still asks is
//!    answered in place. Only when a fresh token has been in hand for some time, and the guest has not asked, is the frame
//!    rebuilt.
//! 3. A failure ends none of this: the next try follows after a rest, and at once when the network is back or the page
//!    is shown again.
//! 4. A page that is not shown does nothing of its own accord, and sets no timer for it.

use std::rc::Rc;

use super::embed::Delivery;
use super::page::Page;
use super::{Error, ErrorCode, FlightReason, SourceId, Token, TokenGrant};

impl Page {
    /// Looks after every source and its embeds, as far as it is time.
    pub(super) fn tend(&mut self) {
        self.turn.look_around();
        let mut at = 0;
        while let Some(id) = self.sources.key_at(at) {
            self.tend_flight(id);
            self.tend_embeds(id);
            at += 1;
        }
    }

    fn tend_flight(&mut self, id: SourceId) {
        self.end_unwanted_pause(id);
        let Some(source) = self.sources.get_mut(id) else { return };
        if let Some(error) = source.tend(&mut self.turn) {
            self.fail(id, error);
        }
    }

    /// A pause that nobody waits for any more is over. A call under way still has an answer, which may be a refusal.
    fn end_unwanted_pause(&mut self, id: SourceId) {
        let flight = self.sources.get(id).and_then(|source| source.flight.as_ref());
        if flight.is_some_and(|flight| flight.calling().is_none()) {
            self.clear_unwanted_flight(id);
        }
    }

    fn tend_embeds(&mut self, id: SourceId) {
        let Some(source) = self.sources.get_mut(id) else { return };
        let mut first: Option<(super::Instant, FlightReason)> = None;
        for embed in self.embeds.rows_mut() {
            if embed.source() == id {
                let need = embed.tend(source.hand_for(embed, self.turn.now), &mut self.turn);
                if need.is_some_and(|(at, _)| first.is_none_or(|(first, _)| at < first)) {
                    first = need;
                }
            }
        }
        let Some((at, reason)) = first.filter(|_| source.flight.is_none() && source.over.is_none()) else {
            return;
        };
        let at = at.max(source.backoff.next_flight());
        if at <= self.turn.now {
            source.take_off(reason, &self.turn);
            self.tend_flight(id);
        } else {
            self.turn.look_at(at);
        }
    }

    /// Joins the flight of a source, or starts one.
    pub(super) fn want_token(&mut self, id: SourceId, reason: FlightReason) {
        if let Some(source) = self.sources.get_mut(id)
            && source.flight.is_none()
        {
            source.take_off(reason, &self.turn);
        }
    }

    pub(super) fn answered(&mut self, id: SourceId, attempt: u32, answer: Result<TokenGrant, Error>) {
        let Some(source) = self.sources.get_mut(id).filter(|source| source.is_calling(attempt)) else {
            return;
        };
        if let Some(flight) = &mut source.flight {
            flight.call_ended();
        }
        match answer.and_then(|grant| Token::judge(grant, self.turn.now)) {
            Ok(token) => self.land(id, Rc::new(token)),
            Err(error) if error.is_refusal() => self.end_source(id, error),
            Err(error) => self.call_failed(id, error),
        }
    }

    /// Hands a token to all who wait, and keeps it for those who will ask. Where it is not news, or an embed is still in need
    /// of one, the flight goes on.
    fn land(&mut self, id: SourceId, token: Rc<Token>) {
        let mut stale = false;
        for embed in self.embeds.rows_mut() {
            if embed.source() == id {
                stale |= embed.deliver(&token, false, &mut self.turn) == Delivery::Stale;
            }
        }
        let Some(source) = self.sources.get_mut(id) else { return };
        source.keep(token, self.turn.now);
        stale |= self.embeds.rows().any(|embed| {
            embed.source() == id && embed.is_in_need(source.hand_for(embed, self.turn.now), &self.turn)
        });
        if stale {
            self.call_failed(id, Error::new(ErrorCode::StaleToken));
        } else {
            source.backoff.succeeded();
            source.clear_flight(&mut self.turn);
        }
    }

    /// What may pass is tried again after a pause, if somebody still wants it.
    fn call_failed(&mut self, id: SourceId, failure: Error) {
        let goes_on = failure.is_passing() && self.is_wanted(id);
        let Some(source) = self.sources.get_mut(id) else { return };
        source.backoff.heed(failure.retry_after(), self.turn.now);
        if goes_on {
            source.call_failed(failure, &self.turn);
        } else {
            self.fail(id, failure);
        }
    }

    /// The flight is over without a token. Those who waited are told, and those who are in need of one.
    fn fail(&mut self, id: SourceId, error: Error) {
        let Some(source) = self.sources.get_mut(id) else { return };
        source.flight_failed(error, &mut self.turn);
        for embed in self.embeds.rows_mut() {
            if embed.source() == id
                && (embed.waits() || embed.is_in_need(source.hand_for(embed, self.turn.now), &self.turn))
            {
                embed.fail(error, &mut self.turn);
            }
        }
    }

    /// The source said no for good, or was closed.
    pub(super) fn end_source(&mut self, id: SourceId, error: Error) {
        if let Some(source) = self.sources.get_mut(id) {
            source.clear_flight(&mut self.turn);
            source.over = Some(error);
            source.empty_hand();
        }
        for embed in self.embeds.rows_mut() {
            if embed.source() == id {
                embed.refuse(error, &mut self.turn);
            }
        }
    }

    /// Ends the flight of a source if nobody waits for it and no embed is in need of it.
    pub(super) fn clear_unwanted_flight(&mut self, id: SourceId) {
        if !self.is_wanted(id)
            && let Some(source) = self.sources.get_mut(id)
        {
            source.clear_flight(&mut self.turn);
        }
    }

    fn is_wanted(&mut self, id: SourceId) -> bool {
        let Some(source) = self.sources.get(id) else { return false };
        self.embeds.rows().any(|embed| {
            let hand = source.hand_for(embed, self.turn.now);
            embed.source() == id && (embed.waits() || embed.is_in_need(hand, &self.turn))
        })
    }
}
