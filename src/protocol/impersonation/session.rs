//! One session, from the call that opens it to the revocation of its refresh token.
//!
//! Nothing is stored before it is live, and nothing of it is left once it has ended.

mod kept;
mod lifetime;
mod opening;

use std::rc::Rc;

use super::Link;
use super::claims::{Claims, Grant};
use super::context::Context;
use super::effect::{CallId, Reply, Response, SessionId};
use super::event::{EndReason, Event};
use super::flight::{FetchResult, Flight};
use super::open_options::OpenOptions;
use super::record::Record;
use super::storage::StorageKind;
use crate::protocol::{Error, ErrorCode, Instant, Secret};
pub(super) use kept::Stored;
use lifetime::{Due, Lifetime};

/// How far a session is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    /// It waits until another one has been opened.
    Queued,
    /// Its refresh token is exchanged for the first time on this page.
    Exchanging,
    /// It was verified, and the host is asked whether it wants it.
    Confirming,
    Live,
    /// It is forgotten here, and its refresh token is being revoked.
    Revoking,
}

/// Which events the host gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Notify {
    /// None: the host has not got the session yet.
    Never,
    /// Those that follow from what it does: it has had no time to add a listener.
    OnCall,
    Always,
}

/// A session.
#[derive(Debug)]
pub(super) struct Session {
    id: SessionId,
    options: OpenOptions,
    pub(super) stage: Stage,
    /// Why it ends, once it does.
    pub(super) end_reason: EndReason,
    /// Calls that wait for their reply. It is the session itself, then an access token, then the end; see `stage`.
    pub(super) callers: Vec<CallId>,
    /// Empty for a session that is resumed, until the stored record has been read.
    pub(super) record: Record,
    /// Whether another page stored it.
    pub(super) resumed: bool,
    /// Where it is really stored.
    pub(super) stored_in: StorageKind,
    /// The attempt number of the request that was answered last.
    pub(super) answered_attempt: u32,
    pub(super) lifetime: Lifetime,
    claims: Rc<Claims>,
    access_token: Option<Rc<Secret>>,
    /// The exchange or revocation under way.
    flight: Option<Flight>,
    /// What was wrong with the last link that left this session running.
    pub(super) link_error: Option<Error>,
    /// What went wrong, of which the host still has to be notified.
    problems: Vec<ErrorCode>,
    notify: Notify,
}

impl Session {
    pub(super) fn new(id: SessionId, options: OpenOptions, link: Option<Link>) -> Self {
        let stored_in = options.store.kind();
        let record = link.map(Record::of_link);
        Self {
            id,
            options,
            stage: Stage::Queued,
            end_reason: EndReason::Ended,
            callers: Vec::new(),
            resumed: record.is_none(),
            record: record.unwrap_or_default(),
            stored_in,
            answered_attempt: 0,
            lifetime: Lifetime::new(),
            claims: Rc::default(),
            access_token: None,
            flight: None,
            link_error: None,
            problems: Vec::new(),
            notify: Notify::Never,
        }
    }

    /// The same session, with a record that was stored.
    pub(super) fn with_record(self, record: Record) -> Self {
        Self { record, ..self }
    }

    pub(super) fn is_live(&self) -> bool {
        self.stage == Stage::Live
    }

    /// Whether it is the one that is being opened.
    pub(super) fn is_opening(&self) -> bool {
        matches!(self.stage, Stage::Exchanging | Stage::Confirming)
    }

    /// Whether it would open a link, and it is not known yet what comes of that.
    pub(super) fn is_opening_link(&self) -> bool {
        !self.resumed && (self.stage == Stage::Queued || self.is_opening())
    }

    /// Whether its request with this attempt number is under way.
    pub(super) fn is_calling(&self, attempt: u32) -> bool {
        self.flight.as_ref().is_some_and(|flight| flight.is_calling(attempt))
    }

    /// Exchanges the refresh token, unless a flight is under way.
    pub(super) fn exchange(&mut self, now: Instant) {
        if self.flight.is_none() {
            let client = &self.options.client;
            let request = client.exchange(&self.record.refresh_token);
            self.flight = Some(Flight::start(request, client.timeout, now));
        }
    }

    /// Revokes the refresh token.
    pub(super) fn revoke(&mut self, reason: EndReason, now: Instant) {
        let client = &self.options.client;
        self.flight = Some(Flight::start(client.revoke(&self.record.refresh_token), client.timeout, now));
        self.stage = Stage::Revoking;
        self.end_reason = reason;
    }

    /// Does what is due. Gives an error if the flight has failed.
    pub(super) fn handle_timeout(&mut self, cx: &mut Context) -> Option<Error> {
        if self.is_live() && self.notify == Notify::Always {
            self.notify(cx);
        }
        self.flight.as_mut()?.handle_timeout(cx)
    }

    /// When time next changes anything. A host that is asked to confirm has no deadline.
    pub(super) fn next_timeout(&self, now: Instant) -> Instant {
        let next = self.flight.as_ref().map_or(Instant::END, Flight::next_timeout);
        match self.stage {
            Stage::Live if !self.problems.is_empty() => now,
            Stage::Live => next.min(self.lifetime.next_timeout(now)),
            _ => next,
        }
    }

    /// Takes the response to the call under way. Gives nothing if the call is made again.
    pub(super) fn on_response(
        &mut self,
        attempt: u32,
        response: Response,
        cx: &Context,
    ) -> Option<FetchResult> {
        self.answered_attempt = attempt;
        self.flight.as_mut()?.on_response(response, cx)
    }

    /// Aborts the flight. `false` if none is under way.
    pub(super) fn abort(&mut self, cx: &mut Context) -> bool {
        let flight = self.flight.take();
        flight.as_ref().inspect(|flight| flight.abort(cx)).is_some()
    }

    /// The flight has ended.
    pub(super) fn clear_flight(&mut self) {
        self.flight = None;
    }

    /// Checks what was granted, the first time and every time after, and uses it from now on.
    pub(super) fn accept(&mut self, result: FetchResult, cx: &Context) -> Result<(), Error> {
        let grant = result?.and_then(|grant| grant.without_empty_texts());
        let grant = grant.ok_or(Error::new(ErrorCode::BadResponse))?;
        let times = self.options.client.validate(&grant)?;
        let Grant { access_token, refresh_token, claims, .. } = grant;
        let is_other =
            claims.subject != self.claims.subject || claims.impersonated_by != self.claims.impersonated_by;
        if is_other && self.claims.subject.is_some() {
            return Err(Error::new(ErrorCode::NotImpersonation));
        }
        self.claims = Rc::new(claims);
        self.access_token = Some(Rc::new(access_token));
        self.record.limit(times);
        self.lifetime.renew(times, self.record.expires_at(times, cx.now), cx.now);
        let rotated = refresh_token.unwrap_or_else(|| self.record.refresh_token.clone());
        let former = core::mem::replace(&mut self.record.refresh_token, rotated);
        if self.is_live() {
            self.save_renewal(&former, cx);
        }
        Ok(())
    }

    /// Drops the access token, and exchanges the refresh token for another.
    pub(super) fn renew_now(&mut self, cx: &mut Context) {
        self.access_token = None;
        self.abort(cx);
        self.exchange(cx.now);
    }

    /// Replies with an access token, as soon as there is a fresh one.
    pub(super) fn want_token(&mut self, call: CallId, cx: &mut Context) {
        self.callers.push(call);
        if self.access_token.is_some() && self.lifetime.has_fresh_token(cx.now) {
            self.reply_with_token(cx);
        } else {
            self.exchange(cx.now);
        }
    }

    /// Replies to all callers with the access token.
    pub(super) fn reply_with_token(&mut self, cx: &mut Context) {
        if let Some(token) = self.access_token.clone() {
            self.settle(&Reply::Token(token), cx);
        }
    }

    /// There is no new access token. The old one is used until it expires.
    pub(super) fn renewal_failed(&mut self, error: Error, cx: &mut Context) {
        if self.access_token.is_some() && self.lifetime.has_token(cx.now) {
            self.reply_with_token(cx);
        } else {
            self.settle(&Reply::Failed(error), cx);
        }
        if self.lifetime.renewal_failed(error.retry_after(), cx.now) {
            self.warn(cx);
        }
    }

    /// Forgets everything about the session on this page and in the storage, and fails all callers.
    pub(super) fn close(&mut self, error: Error, cx: &mut Context) {
        self.abort(cx);
        self.access_token = None;
        self.delete();
        self.settle(&Reply::Failed(error), cx);
    }

    /// Deletes the session where it is stored.
    pub(super) fn delete(&self) {
        self.options.store.delete(self.record.fingerprint);
    }

    /// Replies to all callers.
    pub(super) fn settle(&mut self, reply: &Reply, cx: &mut Context) {
        for call in self.callers.drain(..) {
            cx.settle(call, reply.clone());
        }
    }

    /// Emits an event, if the host has the session.
    pub(super) fn emit(&self, event: Event, cx: &mut Context) {
        if self.notify != Notify::Never {
            cx.emit(self.id, event);
        }
    }

    /// The host has had time to add its listeners.
    pub(super) fn enable_events(&mut self) {
        if self.notify == Notify::OnCall {
            self.notify = Notify::Always;
        }
    }

    /// Notifies the host of what it did not ask for.
    fn notify(&mut self, cx: &mut Context) {
        for code in core::mem::take(&mut self.problems) {
            self.emit(Event::Error(code), cx);
        }
        match self.lifetime.due(cx.now) {
            Some(Due::Warn) => self.warn(cx),
            Some(Due::Renew) => self.exchange(cx.now),
            None => {}
        }
    }

    fn warn(&self, cx: &mut Context) {
        self.emit(Event::Expiring { expires_at: self.lifetime.wall_end(cx) }, cx);
    }
}
