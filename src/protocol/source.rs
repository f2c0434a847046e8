//! Where tokens come from. A source owns the single flight, and the one cached token.

use std::rc::Rc;

use super::backoff::{Backoff, longest_pause};
use super::context::Context;
use super::cooldown::{Cooldown, LONGEST};
use super::embed::Embed;
use super::flight::{Due, Flight};
use super::rhythm::Rhythm;
use super::{Effect, Error, ErrorCode, FetchReason, HostEffect, Instant, SourceId, Token, TokenGrant};

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

/// A flight that waits for the end of a cooldown.
#[derive(Clone, Copy, Debug)]
struct Wanted {
    reason: FetchReason,
    since: Instant,
}

/// One token source.
#[derive(Clone, Debug)]
pub(super) struct Source {
    id: SourceId,
    pub(super) spec: SourceSpec,
    pub(super) flight: Option<Flight>,
    wanted: Option<Wanted>,
    /// Why no more calls are made, if that is so.
    pub(super) terminal_error: Option<Error>,
    backoff: Backoff,
    cooldown: Cooldown,
    rhythm: Rhythm,
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
            wanted: None,
            terminal_error: None,
            backoff: Backoff::default(),
            cooldown: Cooldown::default(),
            rhythm: Rhythm::default(),
            cached: None,
            attempts: 0,
            last_failure: None,
        }
    }

    /// Somebody waits for a token: the flight under way brings it, or one that begins as soon as the cooldown has ended. Nothing
    /// is fetched while the page is prerendered.
    pub(super) fn want<W>(&mut self, reason: FetchReason, cx: &Context<W>) {
        if self.flight.is_none() && self.wanted.is_none() && !cx.prerendered {
            self.wanted = Some(Wanted { reason, since: cx.now });
        }
    }

    /// Nobody waits for a token.
    pub(super) const fn forget_wanted(&mut self) {
        self.wanted = None;
    }

    /// The host wants a token at once: no cooldown keeps it from that, but what the backend asked for does.
    pub(super) fn want_anew<W>(&mut self, reason: FetchReason, cx: &mut Context<W>) {
        self.clear_flight(cx);
        self.clear_cache();
        self.forget_wanted();
        self.terminal_error = None;
        self.cooldown.end();
        self.backoff.reset_calls();
        self.want(reason, cx);
    }

    /// When a flight may begin.
    pub(super) fn next_flight(&self) -> Instant {
        self.cooldown.until().max(self.backoff.not_before())
    }

    /// Starts a flight, whose first call is due at once.
    pub(super) fn start_flight<W>(&mut self, reason: FetchReason, cx: &Context<W>) {
        if reason == FetchReason::Recover {
            self.rhythm = Rhythm::default();
        }
        self.flight = Some(Flight::new(reason, cx.now, cx.now.after(u64::from(self.spec.timeout))));
    }

    /// Starts the flight that is wanted, or makes the call that is due. Gives the error if it has failed.
    pub(super) fn handle_timeout<W>(&mut self, cx: &mut Context<W>) -> Option<Error> {
        if let Some(failure) = self.start_wanted(cx) {
            return Some(failure);
        }
        let flight = self.flight.as_mut()?;
        match flight.due(cx.now) {
            Due::At(next) => cx.schedule_wakeup(next),
            Due::Failed(failure) => {
                self.flight_failed(failure, cx);
                return Some(failure);
            }
            Due::NextCall => {
                // A number is never given twice, so an answer finds only its own call.
                self.attempts = self.attempts.wrapping_add(1);
                flight.call(self.attempts, cx.now);
                cx.push(Effect::Fetch { source: self.id, attempt: self.attempts, reason: flight.reason });
                return self.handle_timeout(cx);
            }
        }
        None
    }

    /// Starts the flight that is wanted once it may begin. The backend may want to be left alone for longer than anybody waits:
    /// then this is what it said.
    fn start_wanted<W>(&mut self, cx: &mut Context<W>) -> Option<Error> {
        let Wanted { reason, .. } = self.wanted?;
        let at = self.next_flight();
        if at > cx.now && at.since(cx.now) <= LONGEST {
            cx.schedule_check(at);
            return None;
        }
        self.forget_wanted();
        if at > cx.now {
            return Some(self.last_failure.unwrap_or(Error::new(ErrorCode::Timeout)));
        }
        self.start_flight(reason, cx);
        None
    }

    /// The network is back, or somebody looks: what was put off is done soon.
    pub(super) fn hurry<W>(&mut self, cx: &Context<W>) {
        let Some(soon) = self.cooldown.cut(cx.now, cx.random) else { return };
        self.backoff.reset_calls();
        if let Some(flight) = &mut self.flight {
            flight.hurry(soon.max(self.backoff.not_before()));
        }
    }

    /// Why a token is being fetched, or will be at the end of a cooldown, and since when that is so.
    pub(super) fn fetching(&self) -> Option<(FetchReason, Instant)> {
        let under_way = self.flight.as_ref().map(|flight| (flight.reason, flight.started()));
        under_way.or(self.wanted.map(|wanted| (wanted.reason, wanted.since)))
    }

    /// The attempt number of the last call.
    pub(super) const fn last_attempt(&self) -> u32 {
        self.attempts
    }

    /// Whether a flight has a pause between two calls, or waits for the end of a cooldown.
    pub(super) fn pauses(&self) -> bool {
        match &self.flight {
            Some(flight) => flight.calling().is_none(),
            None => self.wanted.is_some(),
        }
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

    /// Takes what the call under way brought: its token, or why there is none.
    pub(super) fn read<W>(
        &mut self,
        answer: Result<TokenGrant, Error>,
        cx: &Context<W>,
    ) -> Result<Rc<Token>, Error> {
        if let Some(flight) = &mut self.flight {
            flight.call_ended();
        }
        let forward = self.rhythm.forward(cx.random);
        answer.and_then(|grant| Token::parse(grant, cx.now)).map(|token| Rc::new(token.with_forward(forward)))
    }

    /// A call failed for a transient reason: another one follows, if there is time for it.
    pub(super) fn call_failed<W>(&mut self, failure: Error, cx: &Context<W>) {
        // A backend that answers with an old token is well: how often it was out of reach before does not count.
        let answers = |failure: Error| failure.code == ErrorCode::StaleToken;
        if answers(failure) && !self.last_failure.is_some_and(answers) {
            self.backoff.reset_calls();
        }
        self.last_failure = Some(failure);
        // The first flight uses the whole of its deadline. Those that follow are attempts: a pause that would pass it is the end.
        let longest = if self.cooldown.has_failed() { LONGEST } else { longest_pause(self.spec.timeout) };
        let next = self.backoff.call_failed(longest, cx.now, cx.random);
        if let Some(flight) = &mut self.flight {
            flight.pause(failure, next);
        }
    }

    /// The backend may have said when to call again.
    pub(super) fn apply_retry_after<W>(&mut self, failure: Error, cx: &Context<W>) {
        self.backoff.apply_retry_after(failure.retry_after(), cx.now);
    }

    /// The flight ended without a token.
    pub(super) fn flight_failed<W>(&mut self, failure: Error, cx: &mut Context<W>) {
        let last_call = self.flight.as_ref().map_or(cx.now, Flight::last_call);
        self.clear_flight(cx);
        self.last_failure = Some(failure);
        self.cooldown.begin(last_call, self.backoff.not_before(), cx.now, cx.random);
        self.rhythm = Rhythm::default();
    }

    /// The flight ended with a token that everybody could use.
    pub(super) fn flight_succeeded<W>(&mut self, token: &Token, cx: &mut Context<W>) {
        self.clear_flight(cx);
        self.backoff.succeeded();
        self.cooldown.end();
        self.rhythm.advance(token.forward());
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
