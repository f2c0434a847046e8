//! What an embed needs as its token ages.

use std::rc::Rc;

use super::{Embed, Stage};
use crate::protocol::renewal::Recover;
use crate::protocol::turn::Turn;
use crate::protocol::{BadOption, Error, FlightReason, Instant, State, Token};

impl Embed {
    /// When a token has to be sought, with nobody waiting for it.
    pub(in crate::protocol) fn need(&self) -> Option<(Instant, FlightReason)> {
        match (self.stage, self.state) {
            (Stage::Unopened, _) | (_, State::Refused) => None,
            (Stage::Missed, _) | (_, State::Degraded) => Some((Instant::START, FlightReason::Recover)),
            _ => self.mints_at.map(|at| (at, FlightReason::Ahead)),
        }
    }

    /// Whether a token has to be sought just now.
    pub(in crate::protocol) fn is_in_need(&self, hand: Option<&Rc<Token>>, turn: &Turn) -> bool {
        turn.shown_since.is_some() && hand.is_none() && self.need().is_some_and(|(at, _)| at <= turn.now)
    }

    /// When the frame is rebuilt with the token in hand, if the guest could have asked for it, or for one before it, since then.
    fn rebuilds_at(&self, hand: &Token, since: Instant) -> Option<Instant> {
        match (self.stage, self.state, self.spec.renewal.recover) {
            (Stage::Missed, State::Loading, _) => Some(Instant::START),
            (Stage::Loading | Stage::Done, State::Degraded, Recover::Reload) => {
                Some(since.max(self.degraded_since).after(hand.grace()))
            }
            _ => None,
        }
    }

    /// What time brings about: a token runs out, or a frame is rebuilt with the one in hand. Tells what is needed besides.
    pub(in crate::protocol) fn tend(
        &mut self,
        hand: Option<&Rc<Token>>,
        turn: &mut Turn,
    ) -> Option<(Instant, FlightReason)> {
        if self.end_of_token().is_some_and(|end| end <= turn.now) {
            self.degraded_since = turn.now;
            self.change_state(State::Degraded, turn);
        }
        let in_hand_since = self.in_hand_since.unwrap_or(turn.now);
        self.in_hand_since = hand.map(|_| in_hand_since);
        let shown_since = turn.shown_since?;
        let need = match hand {
            None => self.need(),
            Some(hand) => {
                self.rebuild(hand, in_hand_since.max(shown_since), turn);
                None
            }
        };
        if let Some(end) = self.end_of_token() {
            turn.look_at(end);
        }
        need
    }

    /// When the token that the guest has will be found to have run out.
    fn end_of_token(&self) -> Option<Instant> {
        let watched = matches!(self.state, State::Live | State::Loading);
        self.last.as_ref().filter(|_| watched).map(|last| last.runs_out_at())
    }

    /// Points the frame at its view anew, if the guest has not asked for the token in hand since then.
    fn rebuild(&mut self, hand: &Rc<Token>, since: Instant, turn: &mut Turn) {
        match self.rebuilds_at(hand, since) {
            Some(due) if due <= turn.now => self.load(hand, turn),
            Some(due) => turn.look_at(due.min(hand.is_of_use_until())),
            None => {}
        }
    }

    /// The frame was not pointed at its view, and is not to be rebuilt again. Its guest is still answered.
    pub(in crate::protocol) fn leave_alone(&mut self, turn: &mut Turn) {
        (self.in_address, self.spec.renewal.recover) = (None, Recover::Manual);
        self.stage = Stage::Done;
        self.settle(Err(Error::invalid(BadOption::Elsewhere)), turn);
        // The host may have closed the source when it heard that the frame was to be rebuilt.
        if self.state == State::Loading {
            self.change_state(State::Degraded, turn);
        }
    }

    /// How long the guest's token lives on, in milliseconds.
    pub(in crate::protocol) fn life_left(&self, now: Instant) -> Option<u64> {
        self.last.as_ref().map(|last| last.runs_out_at().since(now))
    }
}
