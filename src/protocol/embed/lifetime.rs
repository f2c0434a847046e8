//! What an embed needs as its token ages.

use std::rc::Rc;

use super::{Embed, Stage};
use crate::protocol::renewal::{GRACE, Recover};
use crate::protocol::turn::Turn;
use crate::protocol::{FlightReason, Instant, State, Token};

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

    /// When the frame is rebuilt with this token, if the guest does not ask before.
    fn rebuilds_at(&self, token: &Token, shown_since: Instant) -> Option<Instant> {
        match (self.stage, self.state, self.spec.renewal.recover) {
            (Stage::Missed, State::Loading, _) => Some(Instant::START),
            (Stage::Loading | Stage::Done, State::Degraded, Recover::Reload) => {
                Some(token.received().max(self.degraded_since).max(shown_since).after(GRACE))
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
        if let Some(last) = self.last.as_ref().filter(|_| matches!(self.state, State::Live | State::Loading))
        {
            let end = last.runs_out_at();
            if end <= turn.now {
                self.degraded_since = turn.now;
                self.change_state(State::Degraded, turn);
            } else if turn.shown_since.is_some() {
                turn.look_at(end);
            }
        }
        let shown_since = turn.shown_since?;
        let Some(hand) = hand else { return self.need() };
        let due = self.rebuilds_at(hand, shown_since)?;
        if due <= turn.now {
            self.load(hand, turn);
        } else {
            turn.look_at(due.min(hand.is_of_use_until()));
        }
        None
    }

    /// How long the guest's token lives on, in milliseconds.
    pub(in crate::protocol) fn life_left(&self, now: Instant) -> Option<u64> {
        self.last.as_ref().map(|last| last.runs_out_at().since(now))
    }
}
