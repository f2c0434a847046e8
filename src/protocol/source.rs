//! Where tokens come from. A source owns the single flight, and the one cached token.

use std::rc::Rc;

use super::backoff::Backoff;
use super::context::Context;
use super::embed::Embed;
use super::flight::{Due, Flight};
use super::{Effect, Error, FetchReason, HostEffect, Instant, SourceId, Token};

/// The default of `timeout`, in milliseconds.
pub const DEFAULT_TIMEOUT: u32 = 10_000;

/// What the core has to know of a token source.
#[derive(Clone, Debug, Default)]
pub struct SourceSpec {
    /// How long one flight may take, in milliseconds; at least one.
    pub timeout: u32,
    /// The user whom the tokens are for.
    pub user: Option<String>,
}

/// One token source.
#[derive(Debug)]
pub(super) struct Source {
    id: SourceId,
    pub(super) spec: SourceSpec,
    pub(super) flight: Option<Flight>,
    /// Why no more calls are made, if that is so.
    pub(super) terminal_error: Option<Error>,
    pub(super) backoff: Backoff,
    /// The newest token. Each embed gets it that asks, and has not had it.
    cached: Option<Rc<Token>>,
    attempts: u32,
    last_failure: Option<Error>,
}

impl Source {
    pub(super) fn new(id: SourceId, spec: SourceSpec) -> Self {
        Self {
            id,
            spec,
            flight: None,
            terminal_error: None,
            backoff: Backoff::default(),
            cached: None,
            attempts: 0,
            last_failure: None,
        }
    }

    /// Starts a flight, unless the page is prerendered. Its first call is due at once, unless the source has failed several times
    /// in a row.
    pub(super) fn start_fetch<W>(&mut self, reason: FetchReason, cx: &Context<W>) {
        if cx.prerendered {
            return;
        }
        let deadline = cx.now.after(u64::from(self.spec.timeout));
        let first_call = self.backoff.first_call(self.spec.timeout, cx.now, cx.random);
        let failure = self.last_failure.filter(|_| first_call > cx.now);
        self.flight = Some(Flight::new(reason, cx.now, deadline, first_call, failure));
    }

    /// Makes the call that is due, if one is. Gives the error if the flight has failed.
    pub(super) fn handle_timeout<W>(&mut self, cx: &mut Context<W>) -> Option<Error> {
        let flight = self.flight.as_mut()?;
        match flight.due(cx.now) {
            Due::At(next) => cx.schedule_wakeup(next),
            Due::Failed(error) => return Some(error),
            Due::NextCall => {
                // A number is never given twice, so an answer finds only its own call.
                self.attempts = self.attempts.wrapping_add(1);
                flight.call(self.attempts);
                cx.push(Effect::Fetch { source: self.id, attempt: self.attempts, reason: flight.reason });
                return self.handle_timeout(cx);
            }
        }
        None
    }

    /// The attempt number of the last call.
    pub(super) const fn last_attempt(&self) -> u32 {
        self.attempts
    }

    /// Whether this attempt is the call under way. An answer to any other is dropped.
    pub(super) fn is_calling(&self, attempt: u32) -> bool {
        self.flight.as_ref().and_then(Flight::calling) == Some(attempt)
    }

    /// Ends the flight, and the call under way with it.
    pub(super) fn clear_flight<W>(&mut self, cx: &mut Context<W>) {
        if let Some(attempt) = self.flight.take().as_ref().and_then(Flight::calling) {
            cx.push_host(HostEffect::Abort { source: self.id, attempt });
        }
    }

    /// A call failed for a transient reason: another one follows, if there is time for it.
    pub(super) fn call_failed<W>(&mut self, failure: Error, cx: &Context<W>) {
        let next = self.backoff.call_failed(self.spec.timeout, cx.now, cx.random);
        if let Some(flight) = &mut self.flight {
            flight.pause(failure, next);
        }
    }

    /// The flight ended without a token.
    pub(super) fn flight_failed<W>(&mut self, failure: Error, cx: &mut Context<W>) {
        self.clear_flight(cx);
        self.last_failure = Some(failure);
        self.backoff.flight_failed(cx.now, cx.random);
    }

    /// Caches a token for those who will ask, unless there is a newer one that is still usable.
    pub(super) fn cache(&mut self, token: Rc<Token>, now: Instant) {
        let outdated = |cached: &Rc<Token>| {
            token.is_newer_than(cached) || !(cached.is_usable(now) || cached.secret() == token.secret())
        };
        if self.cached.as_ref().is_none_or(outdated) {
            self.cached = Some(token);
        }
    }

    /// Forgets the cached token: it was for somebody else, or not fresh enough, or nobody is left to ask.
    pub(super) fn clear_cache(&mut self) {
        self.cached = None;
    }

    /// The cached token, if this embed has not had it and it is usable.
    pub(super) fn cached_for<W>(&self, embed: &Embed<W>, now: Instant) -> Option<&Rc<Token>> {
        self.cached.as_ref().filter(|token| token.is_usable(now) && embed.accepts(token))
    }
}
