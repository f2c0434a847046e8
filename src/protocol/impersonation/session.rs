//! One session, from the call that wants it to the revocation of its refresh token.
//!
//! Nothing is stored before it is live, and nothing is left of it once it is over.

mod life;
mod opening;

use std::rc::Rc;

use super::effect::{Answer, Effect, EndReason, Event, Order, Outcome};
use super::flight::{Flight, Landing};
use super::keeping::Place;
use super::record::Record;
use super::turn::Turn;
use super::{CallId, Claims, Error, ErrorCode, SessionId};
use crate::protocol::{Instant, Secret};
use life::{Life, Near};

/// How far a session has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    /// Another one is being opened.
    Waiting,
    /// Its refresh token is exchanged for the first time in this page.
    Opening,
    /// It was verified, and the host is asked whether it wants it.
    Asking,
    Live,
    /// It is forgotten here, and being revoked at the server.
    Ending,
}

/// What the host can hear of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Hearing {
    /// It does not know of it.
    None,
    /// It has had no time to listen yet: only what it asked for is told.
    Answers,
    Everything,
}

/// A session.
#[derive(Debug)]
pub(super) struct Session {
    id: SessionId,
    order: Order,
    pub(super) stage: Stage,
    /// Why it ends, once it does.
    pub(super) reason: EndReason,
    /// Who waits: for the session, then for an access token, then for its end.
    pub(super) callers: Vec<CallId>,
    pub(super) record: Record,
    /// Whether it was kept by another page.
    pub(super) resumed: bool,
    /// Where it is really kept.
    pub(super) kept_in: Place,
    /// The attempt number of the call that brought the latest grant.
    pub(super) granted_by: u32,
    pub(super) life: Life,
    who: Rc<Claims>,
    token: Rc<Secret>,
    /// What is under way at the server: an exchange, or a revocation.
    flight: Option<Flight>,
    /// Whether the host has to hear that the session could not be kept.
    trouble: bool,
    hearing: Hearing,
}

impl Session {
    pub(super) fn new(id: SessionId, mut order: Order) -> Self {
        let kept_in = order.keeping.place();
        let record = order.link.take().map(Record::of_link);
        Self {
            id,
            order,
            stage: Stage::Waiting,
            reason: EndReason::Ended,
            callers: Vec::new(),
            resumed: record.is_none(),
            record: record.unwrap_or_default(),
            kept_in,
            granted_by: 0,
            life: Life::new(),
            who: Rc::default(),
            token: Rc::default(),
            flight: None,
            trouble: false,
            hearing: Hearing::None,
        }
    }

    /// The same, of a session that was kept.
    pub(super) fn with_record(self, record: Record) -> Self {
        Self { record, ..self }
    }

    pub(super) fn is_live(&self) -> bool {
        self.stage == Stage::Live
    }

    /// Whether it is the one that is being opened.
    pub(super) fn is_coming(&self) -> bool {
        matches!(self.stage, Stage::Opening | Stage::Asking)
    }

    /// Whether it has a call under way with this number.
    pub(super) fn is_calling(&self, attempt: u32) -> bool {
        self.flight.as_ref().is_some_and(|flight| flight.is_calling(attempt))
    }

    /// Exchanges the refresh token, unless that is under way.
    pub(super) fn exchange(&mut self, now: Instant) {
        if self.flight.is_none() {
            let client = &self.order.client;
            let request = client.exchange(&self.record.refresh_token);
            self.flight = Some(Flight::start(request, client.timeout, now));
        }
    }

    /// Revokes the refresh token.
    pub(super) fn revoke(&mut self, reason: EndReason, now: Instant) {
        let client = &self.order.client;
        self.flight = Some(Flight::start(client.revoke(&self.record.refresh_token), client.timeout, now));
        self.stage = Stage::Ending;
        self.reason = reason;
    }

    /// Does what is due. Gives an error if what is under way at the server has failed by that.
    pub(super) fn look_at_the_time(&mut self, turn: &mut Turn) -> Option<Error> {
        if self.is_live() && self.hearing == Hearing::Everything {
            self.tell(turn);
        }
        self.flight.as_mut()?.look_at_the_time(turn)
    }

    /// When to look at the time again. Whoever is asked may take as long as it takes.
    pub(super) fn wakes_at(&self, now: Instant) -> Instant {
        let next = self.flight.as_ref().map_or(Instant::END, Flight::wakes_at);
        match self.stage {
            Stage::Live if self.trouble => now,
            Stage::Live => next.min(self.life.wakes_at(now)),
            _ => next,
        }
    }

    /// Takes the answer to the call under way. Gives nothing if there is to be another one.
    pub(super) fn answered(&mut self, attempt: u32, answer: Answer, turn: &Turn) -> Option<Landing> {
        self.granted_by = attempt;
        self.flight.as_mut()?.answered(answer, turn)
    }

    /// What was under way at the server is no more.
    pub(super) fn clear_flight(&mut self) {
        self.flight = None;
    }

    /// Judges what was granted, the first time and every time after, and takes it in.
    pub(super) fn take_in(&mut self, landing: Landing, turn: &Turn) -> Result<(), Error> {
        let mut grant = landing?.ok_or(Error::new(ErrorCode::BadResponse))?;
        let times = self.order.client.judge(&grant)?;
        let who = &mut grant.claims;
        if !self.is_live() {
            self.who = Rc::new(core::mem::take(who));
        } else if who.subject != self.who.subject || who.impersonated_by != self.who.impersonated_by {
            return Err(Error::new(ErrorCode::NotImpersonation));
        }
        self.token = Rc::new(core::mem::take(&mut grant.access_token));
        self.record.learn(times);
        self.life.renew(times, self.record.ends_at(times, turn.now), turn.now);
        if !grant.refresh_token.expose().is_empty() {
            self.record.refresh_token = core::mem::take(&mut grant.refresh_token);
            if self.is_live() {
                self.store();
            }
        }
        Ok(())
    }

    /// Gives an access token, once there is a good one.
    pub(super) fn want_token(&mut self, call: CallId, turn: &mut Turn) {
        self.callers.push(call);
        if self.life.has_good_token(turn.now) {
            self.give_token(turn);
        } else {
            self.exchange(turn.now);
        }
    }

    /// Gives the access token to all who wait.
    pub(super) fn give_token(&mut self, turn: &mut Turn) {
        let outcome = Outcome::Token(self.token.clone());
        self.settle(&outcome, turn);
    }

    /// There is no new access token. The old one is given as long as it is good.
    pub(super) fn renewal_failed(&mut self, error: Error, turn: &mut Turn) {
        if self.life.has_token(turn.now) {
            self.give_token(turn);
        } else {
            self.settle(&Outcome::Failed(error), turn);
        }
        if self.life.renewal_failed() {
            self.warn(turn);
        }
    }

    /// Looks whether another page has ended the session, or gone on with it.
    pub(super) fn look_at_the_storage(&mut self, turn: &mut Turn) -> Option<EndReason> {
        if self.kept_in == Place::Memory {
            return None;
        }
        let Some(record) = self.order.keeping.look().ok()? else { return Some(EndReason::Ended) };
        if record.identity != self.record.identity {
            return Some(EndReason::Replaced);
        }
        if record.refresh_token != self.record.refresh_token {
            self.record = record;
            if let Some(flight) = self.flight.take() {
                flight.abort(turn);
                self.exchange(turn.now);
            }
        }
        None
    }

    /// Forgets all there is of the session here, and takes leave of those who wait.
    pub(super) fn close(&mut self, error: Error, turn: &mut Turn) {
        if let Some(flight) = self.flight.take() {
            flight.abort(turn);
        }
        self.token = Rc::default();
        self.forget();
        self.settle(&Outcome::Failed(error), turn);
    }

    /// Forgets the session where it is kept.
    pub(super) fn forget(&self) {
        self.order.keeping.forget(self.record.identity);
    }

    /// Answers all who wait.
    pub(super) fn settle(&mut self, outcome: &Outcome, turn: &mut Turn) {
        for call in self.callers.drain(..) {
            turn.settle(call, outcome.clone());
        }
    }

    /// Tells the host, if it knows of the session.
    pub(super) fn emit(&self, event: Event, turn: &mut Turn) {
        if self.hearing != Hearing::None {
            turn.out.push(Effect::Emit { session: self.id, event });
        }
    }

    /// From now on the host may be told of what happens by itself.
    pub(super) fn speak(&mut self) {
        if self.hearing == Hearing::Answers {
            self.hearing = Hearing::Everything;
        }
    }

    fn tell(&mut self, turn: &mut Turn) {
        if core::mem::take(&mut self.trouble) {
            self.emit(Event::Error(ErrorCode::StorageBlocked), turn);
        }
        match self.life.look(turn.now) {
            Some(Near::Warn) => self.warn(turn),
            Some(Near::Renew) => self.exchange(turn.now),
            None => {}
        }
    }

    fn warn(&self, turn: &mut Turn) {
        self.emit(Event::Expiring { expires_at: self.life.wall_end(turn) }, turn);
    }

    fn store(&mut self) {
        if self.kept_in != Place::Memory && !self.order.keeping.store(&self.record, self.life.times) {
            self.forget();
            self.kept_in = Place::Memory;
            self.trouble = true;
        }
    }
}
