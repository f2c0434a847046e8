//! Where tokens come from. A source owns the single flight, and the one token that is in hand.

use std::rc::Rc;

use super::backoff::Backoff;
use super::effect::Effect;
use super::embed::Embed;
use super::flight::{Due, Flight};
use super::turn::Turn;
use super::{Error, FlightReason, Instant, SourceId, Token};

/// What the core has to know of a token source.
#[derive(Clone, Debug, Default)]
pub struct SourceSpec {
    /// How long one flight may take, in milliseconds.
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
    /// Why no more calls are made, once that is so.
    pub(super) over: Option<Error>,
    pub(super) backoff: Backoff,
    /// The newest token. It is handed to each embed that asks, and has not had it.
    hand: Option<Rc<Token>>,
    attempts: u32,
    last_failure: Option<Error>,
}

impl Source {
    pub(super) fn new(id: SourceId, spec: SourceSpec) -> Self {
        Self {
            id,
            spec,
            flight: None,
            over: None,
            backoff: Backoff::default(),
            hand: None,
            attempts: 0,
            last_failure: None,
        }
    }

    /// Starts a flight. Its first call is due at once, unless the source has failed of late.
    pub(super) fn take_off(&mut self, reason: FlightReason, turn: &Turn) {
        let deadline = turn.now.after(u64::from(self.spec.timeout));
        let first_call = self.backoff.first_call(self.spec.timeout, turn.now, turn.chance);
        let failure = self.last_failure.filter(|_| first_call > turn.now);
        self.flight = Some(Flight::new(reason, turn.now, deadline, first_call, failure));
    }

    /// Makes the call that is due, if one is. Gives the error if the flight has failed.
    pub(super) fn tend(&mut self, turn: &mut Turn) -> Option<Error> {
        let flight = self.flight.as_mut()?;
        match flight.due(turn.now) {
            Due::At(next) => turn.wake_at(next),
            Due::Failed(error) => return Some(error),
            Due::NextCall => {
                // A number is never given twice, so an answer finds only its own call.
                self.attempts = self.attempts.wrapping_add(1);
                flight.call(self.attempts);
                turn.push(Effect::Call { source: self.id, attempt: self.attempts, reason: flight.reason });
                return self.tend(turn);
            }
        }
        None
    }

    /// The attempt number of the last call.
    pub(super) const fn last_attempt(&self) -> u32 {
        self.attempts
    }

    /// Whether this attempt is the call under way: an answer to any other is dropped.
    pub(super) fn is_calling(&self, attempt: u32) -> bool {
        self.flight.as_ref().and_then(Flight::calling) == Some(attempt)
    }

    /// Ends the flight, and the call under way with it.
    pub(super) fn clear_flight(&mut self, turn: &mut Turn) {
        if let Some(attempt) = self.flight.take().as_ref().and_then(Flight::calling) {
            turn.push(Effect::Abort { source: self.id, attempt });
        }
    }

    /// A call failed in a way that may pass: there is another one, if there is time for it.
    pub(super) fn call_failed(&mut self, failure: Error, turn: &Turn) {
        let next = self.backoff.call_failed(self.spec.timeout, turn.now, turn.chance);
        if let Some(flight) = &mut self.flight {
            flight.pause(failure, next);
        }
    }

    /// The flight ended without a token.
    pub(super) fn flight_failed(&mut self, failure: Error, turn: &mut Turn) {
        self.clear_flight(turn);
        self.last_failure = Some(failure);
        self.backoff.flight_failed(turn.now, turn.chance);
    }

    /// Keeps a token for those who will ask, unless there is a newer one. One that has run out is of no use, however new.
    pub(super) fn keep(&mut self, token: Rc<Token>, now: Instant) {
        let outdone = |hand: &Rc<Token>| {
            token.is_newer_than(hand) || !(hand.has_life_left(now) || hand.secret() == token.secret())
        };
        if self.hand.as_ref().is_none_or(outdone) {
            self.hand = Some(token);
        }
    }

    /// Forgets the token in hand: it was for somebody else, or not fresh enough, or nobody is left to ask.
    pub(super) fn empty_hand(&mut self) {
        self.hand = None;
    }

    /// The token in hand, if this embed has not had it and it has life left.
    pub(super) fn hand_for(&self, embed: &Embed, now: Instant) -> Option<&Rc<Token>> {
        self.hand.as_ref().filter(|token| token.has_life_left(now) && embed.accepts(token))
    }
}
