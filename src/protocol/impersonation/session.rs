//! One session, from the call that wants it to the revocation of its refresh token.
//!
//! Nothing is stored before it is live, and nothing is left of it once it is over.

use std::rc::Rc;

use super::claims::Times;
use super::effect::{Answer, Effect, EndReason, Event, Order, Outcome};
use super::flight::{Flight, Landing};
use super::keeping::Place;
use super::record::{Record, fingerprint};
use super::turn::Turn;
use super::{CallId, Claims, Error, ErrorCode, Link, SessionId};
use crate::protocol::{Instant, Secret};

/// How long before its end a session is said to be expiring, in milliseconds.
const WARNING: u64 = 60_000;

/// How long before its end an access token is not given out any more if there can be another, in milliseconds.
const MARGIN: u64 = 30_000;

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

/// How far the host has been warned that the end is near.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Warning {
    Ahead,
    /// It is not known yet that it is near: a renewal puts it off.
    Trying,
    Told,
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
    pub(super) who: Rc<Claims>,
    /// The attempt number of the call that brought the latest grant.
    pub(super) granted_by: u32,
    /// What is under way at the server: an exchange, or a revocation.
    flight: Option<Flight>,
    token: Rc<Secret>,
    /// When the access token runs out.
    until: Instant,
    /// The server's times of the latest grant.
    times: Times,
    /// When the refresh token's life ends, if the link said it. Else each renewal puts the end off.
    end: Instant,
    warning: Warning,
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
            who: Rc::default(),
            granted_by: 0,
            flight: None,
            token: Rc::default(),
            until: Instant::START,
            times: Times::default(),
            end: Instant::END,
            warning: Warning::Ahead,
            trouble: false,
            hearing: Hearing::None,
        }
    }

    /// The same, of a session that was kept.
    pub(super) fn with_record(self, record: Record) -> Self {
        Self { record, ..self }
    }

    /// Whether it has a call under way with this number.
    pub(super) fn is_calling(&self, attempt: u32) -> bool {
        self.flight.as_ref().is_some_and(|flight| flight.is_calling(attempt))
    }

    pub(super) fn is_live(&self) -> bool {
        self.stage == Stage::Live
    }

    /// Whether it is the one that is being opened.
    pub(super) fn is_coming(&self) -> bool {
        matches!(self.stage, Stage::Opening | Stage::Asking)
    }

    /// Whether a call with this order is about this session.
    pub(super) fn serves(&self, order: &Order) -> bool {
        let ours = |link: &Link| fingerprint(&link.refresh_token) == self.record.identity;
        self.stage != Stage::Ending
            && order.link.as_ref().is_none_or(ours)
            && self.order.client.is_same(&order.client)
    }

    /// Whether what another call wants is this session.
    pub(super) fn serves_row(&self, other: &Self) -> bool {
        (other.resumed || other.record.identity == self.record.identity)
            && self.order.client.is_same(&other.order.client)
    }

    /// When the session is over, unless the server refuses it before.
    pub(super) fn ends_at(&self) -> Instant {
        if self.end == Instant::END { self.until } else { self.end }
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
        if !self.is_live() {
            return next;
        }
        let next = next.min(self.ends_at());
        match self.warning {
            _ if self.trouble => now,
            Warning::Ahead => next.min(self.warns_at().max(now)),
            Warning::Trying | Warning::Told => next,
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
        self.times = times;
        self.until = turn.now.after(self.life());
        self.record.learn(times);
        self.end = self.end.min(self.record.ends_at(times, turn.now));
        if !grant.refresh_token.expose().is_empty() {
            self.record.refresh_token = core::mem::take(&mut grant.refresh_token);
            if self.is_live() {
                self.store();
            }
        }
        Ok(())
    }

    /// Whether there is a refresh token to try: a link's, or one that was kept.
    pub(super) fn find_token(&mut self) -> bool {
        if self.resumed {
            let Some(kept) = self.order.keeping.resume() else { return false };
            self.record = kept;
        }
        true
    }

    /// Asks the host, if it wants to be asked. A session that was kept was confirmed once.
    pub(super) fn asks(&mut self, turn: &mut Turn) -> bool {
        let asks = self.order.asks && !self.resumed;
        if let Some(call) = self.callers.first().filter(|_| asks) {
            let (attempt, who) = (self.granted_by, self.who.clone());
            turn.out.push(Effect::Confirm { call: *call, attempt, who });
            self.stage = Stage::Asking;
        }
        asks
    }

    /// It takes time to open a session, and what was true at the beginning may be so no more.
    pub(super) fn is_too_late(&self, now: Instant) -> Option<Error> {
        let kept = || self.order.keeping.resume().is_some_and(|kept| kept.identity == self.record.identity);
        let over = now >= self.end || (self.resumed && !kept());
        let code = if self.resumed { ErrorCode::SessionOver } else { ErrorCode::LinkExpired };
        over.then_some(Error::new(code))
    }

    /// Says of a refusal what was refused. The local clock is only asked for a word: the server has decided.
    pub(super) fn explain(&self, error: Error, wall: u64) -> Error {
        if error.code != ErrorCode::ExchangeRefused {
            return error;
        }
        let expired = self.record.expires_on.is_some_and(|on| on.saturating_mul(1000) <= wall);
        let code = match (self.resumed, expired) {
            (true, _) => ErrorCode::SessionOver,
            (false, true) => ErrorCode::LinkExpired,
            (false, false) => error.code,
        };
        error.called(code)
    }

    /// Another session that is in the place which this one is to be kept in.
    pub(super) fn replaced(&self) -> Option<(Order, Record)> {
        let kept = self.order.keeping.look().ok()??;
        (kept.identity != self.record.identity).then(|| (self.order.clone(), kept))
    }

    /// The session begins.
    pub(super) fn begin(&mut self, turn: &mut Turn) {
        self.stage = Stage::Live;
        self.hearing = Hearing::Answers;
        self.store();
        let expires_at = turn.wall_at(self.ends_at());
        turn.out.push(Effect::Begin { session: self.id, who: self.who.clone(), expires_at });
        self.settle(&Outcome::Opened(Some(self.id)), turn);
    }

    /// Gives an access token, once there is a good one.
    pub(super) fn want_token(&mut self, call: CallId, turn: &mut Turn) {
        self.callers.push(call);
        let renewable = self.until < self.ends_at() || self.end == Instant::END;
        let margin = if renewable { MARGIN.min(self.life() / 2) } else { 0 };
        if self.until.since(turn.now) > margin {
            self.give_token(turn);
        } else {
            self.exchange(turn.now);
        }
    }

    /// There is a new access token, for all who wait.
    pub(super) fn renewed(&mut self, turn: &mut Turn) {
        if self.end == Instant::END {
            self.warning = Warning::Ahead;
        }
        self.give_token(turn);
    }

    /// There is no new access token. The old one is given as long as it is good.
    pub(super) fn renewal_failed(&mut self, error: Error, turn: &mut Turn) {
        if self.until > turn.now {
            self.give_token(turn);
        } else {
            self.settle(&Outcome::Failed(error), turn);
        }
        if self.warning == Warning::Trying {
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

    /// How long the access token lived when it came, in milliseconds.
    const fn life(&self) -> u64 {
        self.times.life.saturating_mul(1000)
    }

    fn give_token(&mut self, turn: &mut Turn) {
        let outcome = Outcome::Token(self.token.clone());
        self.settle(&outcome, turn);
    }

    fn tell(&mut self, turn: &mut Turn) {
        if core::mem::take(&mut self.trouble) {
            self.emit(Event::Error(ErrorCode::StorageBlocked), turn);
        }
        if self.warning == Warning::Ahead && turn.now >= self.warns_at() {
            if self.end == Instant::END {
                self.warning = Warning::Trying;
                self.exchange(turn.now);
            } else {
                self.warn(turn);
            }
        }
    }

    fn warn(&mut self, turn: &mut Turn) {
        self.warning = Warning::Told;
        self.emit(Event::Expiring { expires_at: turn.wall_at(self.ends_at()) }, turn);
    }

    /// A minute before the end; before an end that may be put off, not more than half a token's life.
    fn warns_at(&self) -> Instant {
        let ahead = if self.end == Instant::END { WARNING.min(self.life() / 2) } else { WARNING };
        Instant::START.after(self.ends_at().since(Instant::START).saturating_sub(ahead))
    }

    fn store(&mut self) {
        if self.kept_in != Place::Memory && !self.order.keeping.store(&self.record, self.times) {
            self.forget();
            self.kept_in = Place::Memory;
            self.trouble = true;
        }
    }
}
