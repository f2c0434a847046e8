//! How a session ends at the server: its refresh token is revoked, after all of it was forgotten here.

use std::rc::Rc;

use super::client::Client;
use super::effect::{Answer, EndReason, Event, Outcome};
use super::flight::Flight;
use super::record::Record;
use super::turn::Turn;
use super::{CallId, SessionId};
use crate::protocol::Instant;

/// A refresh token that is being revoked.
#[derive(Debug)]
pub(super) struct Ending {
    /// The session, and why it ended; nothing if it was kept and never live in this page.
    session: Option<(SessionId, EndReason)>,
    callers: Vec<CallId>,
    flight: Flight,
}

impl Ending {
    /// Begins to revoke.
    pub(super) fn begin(
        client: &Rc<Client>,
        record: &Record,
        session: Option<(SessionId, EndReason)>,
        now: Instant,
    ) -> Self {
        let flight = Flight::start(client.revoke(&record.refresh_token), client.timeout, now);
        Self { session, callers: Vec::new(), flight }
    }

    /// Has a call hear how it went, if it asked about this session.
    pub(super) fn join(&mut self, call: CallId, session: SessionId) -> bool {
        let ours = self.session.is_some_and(|(number, _)| number == session);
        if ours {
            self.callers.push(call);
        }
        ours
    }

    pub(super) fn is_calling(&self, attempt: u32) -> bool {
        self.flight.is_calling(attempt)
    }

    /// Does what is due. Says whether the deadline has passed.
    pub(super) fn look_at_the_time(&mut self, turn: &mut Turn) -> bool {
        self.flight.look_at_the_time(turn).is_some()
    }

    /// Takes the answer to the call under way. Says whether the token is revoked, unless there is to be another call.
    pub(super) fn answered(&mut self, answer: Answer, turn: &Turn) -> Option<bool> {
        self.flight.answered(answer, turn).map(|landing| landing.is_ok())
    }

    pub(super) fn wakes_at(&self) -> Instant {
        self.flight.wakes_at()
    }

    /// Tells all who want to know.
    pub(super) fn finish(self, revoked: bool, turn: &mut Turn) {
        turn.settle(self.callers, &Outcome::Ended(revoked));
        if let Some((session, reason)) = self.session {
            turn.emit(session, Event::Ended { reason, revoked });
        }
    }
}
