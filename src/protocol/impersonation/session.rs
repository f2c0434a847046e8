//! One session, from the call that wants it to the revocation of its refresh token.
//!
//! Nothing is stored before it is live, and nothing is left of it once it is over.

mod life;
mod opening;

use std::rc::Rc;

use super::effect::{Response, Effect, EndReason, Event, OpenOptions, Reply};
use super::flight::{Flight, FetchResult};
use super::keeping::StorageKind;
use super::record::Record;
use super::cx::Context;
use super::{CallId, Claims, Error, ErrorCode, SessionId};
use crate::protocol::{Instant, Secret};
use life::{Life, Due};

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
enum Notify {
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
    order: OpenOptions,
    pub(super) stage: Stage,
    /// Why it ends, once it does.
    pub(super) reason: EndReason,
    /// Who waits: for the session, then for an access token, then for its end.
    pub(super) callers: Vec<CallId>,
    pub(super) record: Record,
    /// Whether it was kept by another page.
    pub(super) resumed: bool,
    /// Where it is really kept.
    pub(super) stored_in: StorageKind,
    /// The attempt number of the call that brought the latest grant.
    pub(super) granted_by: u32,
    pub(super) life: Life,
    who: Rc<Claims>,
    token: Rc<Secret>,
    /// What is under way at the server: an exchange, or a revocation.
    flight: Option<Flight>,
    /// Whether the host has to hear that the session could not be kept.
    store_failed: bool,
    notify: Notify,
}

impl Session {
    pub(super) fn new(id: SessionId, mut order: OpenOptions) -> Self {
        let stored_in = order.keeping.place();
        let record = order.link.take().map(Record::of_link);
        Self {
            id,
            order,
            stage: Stage::Waiting,
            reason: EndReason::Ended,
            callers: Vec::new(),
            resumed: record.is_none(),
            record: record.unwrap_or_default(),
            stored_in,
            granted_by: 0,
            life: Life::new(),
            who: Rc::default(),
            token: Rc::default(),
            flight: None,
            store_failed: false,
            notify: Notify::None,
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
    pub(super) fn handle_timeout(&mut self, cx: &mut Context) -> Option<Error> {
        if self.is_live() && self.notify == Notify::Everything {
            self.tell(cx);
        }
        self.flight.as_mut()?.handle_timeout(cx)
    }

    /// When to look at the time again. Whoever is asked may take as long as it takes.
    pub(super) fn next_timeout(&self, now: Instant) -> Instant {
        let next = self.flight.as_ref().map_or(Instant::END, Flight::next_timeout);
        match self.stage {
            Stage::Live if self.store_failed => now,
            Stage::Live => next.min(self.life.next_timeout(now)),
            _ => next,
        }
    }

    /// Takes the answer to the call under way. Gives nothing if there is to be another one.
    pub(super) fn answered(&mut self, attempt: u32, answer: Response, cx: &Context) -> Option<FetchResult> {
        self.granted_by = attempt;
        self.flight.as_mut()?.answered(answer, cx)
    }

    /// What was under way at the server is no more.
    pub(super) fn clear_flight(&mut self) {
        self.flight = None;
    }

    /// Judges what was granted, the first time and every time after, and takes it in.
    pub(super) fn take_in(&mut self, landing: FetchResult, cx: &Context) -> Result<(), Error> {
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
        self.life.renew(times, self.record.ends_at(times, cx.now), cx.now);
        if !grant.refresh_token.expose().is_empty() {
            self.record.refresh_token = core::mem::take(&mut grant.refresh_token);
            if self.is_live() {
                self.store();
            }
        }
        Ok(())
    }

    /// Gives an access token, once there is a good one.
    pub(super) fn want_token(&mut self, call: CallId, cx: &mut Context) {
        self.callers.push(call);
        if self.life.has_good_token(cx.now) {
            self.give_token(cx);
        } else {
            self.exchange(cx.now);
        }
    }

    /// Gives the access token to all who wait.
    pub(super) fn give_token(&mut self, cx: &mut Context) {
        let outcome = Reply::Token(self.token.clone());
        self.settle(&outcome, cx);
    }

    /// There is no new access token. The old one is given as long as it is good.
    pub(super) fn renewal_failed(&mut self, error: Error, cx: &mut Context) {
        if self.life.has_token(cx.now) {
            self.give_token(cx);
        } else {
            self.settle(&Reply::Failed(error), cx);
        }
        if self.life.renewal_failed() {
            self.warn(cx);
        }
    }

    /// Looks whether another page has ended the session, or gone on with it.
    pub(super) fn look_at_the_storage(&mut self, cx: &mut Context) -> Option<EndReason> {
        if self.stored_in == StorageKind::Memory {
            return None;
        }
        let Some(record) = self.order.keeping.look().ok()? else { return Some(EndReason::Ended) };
        if record.identity != self.record.identity {
            return Some(EndReason::Replaced);
        }
        if record.refresh_token != self.record.refresh_token {
            self.record = record;
            if let Some(flight) = self.flight.take() {
                flight.abort(cx);
                self.exchange(cx.now);
            }
        }
        None
    }

    /// Forgets all there is of the session here, and takes leave of those who wait.
    pub(super) fn close(&mut self, error: Error, cx: &mut Context) {
        if let Some(flight) = self.flight.take() {
            flight.abort(cx);
        }
        self.token = Rc::default();
        self.forget();
        self.settle(&Reply::Failed(error), cx);
    }

    /// Forgets the session where it is kept.
    pub(super) fn forget(&self) {
        self.order.keeping.forget(self.record.identity);
    }

    /// Answers all who wait.
    pub(super) fn settle(&mut self, outcome: &Reply, cx: &mut Context) {
        for call in self.callers.drain(..) {
            cx.settle(call, outcome.clone());
        }
    }

    /// Tells the host, if it knows of the session.
    pub(super) fn emit(&self, event: Event, cx: &mut Context) {
        if self.notify != Notify::None {
            cx.out.push(Effect::Emit { session: self.id, event });
        }
    }

    /// From now on the host may be told of what happens by itself.
    pub(super) fn enable_events(&mut self) {
        if self.notify == Notify::Answers {
            self.notify = Notify::Everything;
        }
    }

    fn tell(&mut self, cx: &mut Context) {
        if core::mem::take(&mut self.store_failed) {
            self.emit(Event::Error(ErrorCode::StorageBlocked), cx);
        }
        match self.life.look(cx.now) {
            Some(Due::Warn) => self.warn(cx),
            Some(Due::Renew) => self.exchange(cx.now),
            None => {}
        }
    }

    fn warn(&self, cx: &mut Context) {
        self.emit(Event::Expiring { expires_at: self.life.wall_end(cx) }, cx);
    }

    fn store(&mut self) {
        if self.stored_in != StorageKind::Memory && !self.order.keeping.store(&self.record, self.life.times) {
            self.forget();
            self.stored_in = StorageKind::Memory;
            self.store_failed = true;
        }
    }
}
