//! The state machine of a page's impersonations. At most one session is live, and at most one is being opened.
//!
//! Requirements:
//!
//! 1. A link is exchanged, verified and confirmed first. Only then is anything stored, replaced or revoked. A link that fails
//!    leaves everything as it was.
//! 2. Concurrent calls for the same session join, also while its link is to replace a live one. Later calls get the live session.
//! 3. A link waits in memory for the call that opens it, also after a transient failure.
//! 4. A session that has ended is forgotten at once, and nothing brings it back.
//! 5. An answer counts only for the call under way, and before the deadline.

mod ending;
mod opening;
mod other_pages;

use super::context::Context;
use super::effect::{CallId, Effect, HostEffect, Input, Reply, Response, SessionId};
use super::event::{EndReason, Event};
use super::flight::FetchResult;
use super::links::Links;
use super::session::{Session, Stage};
use super::storage::StorageKind;
use crate::protocol::context::timer_delay;
use crate::protocol::{Clock, Effects, Error, ErrorCode, IdMap, Instant, Now};

const SESSION_OVER: Error = Error::new(ErrorCode::SessionOver);

/// The state machine of a page's impersonations.
#[derive(Debug)]
pub struct Sessions {
    clock: Clock,
    cx: Context,
    links: Links,
    /// Whether the page is marked for other copies of this crate.
    marked: bool,
    /// In the order in which they were opened, so that the live one comes before those that would replace it.
    rows: IdMap<SessionId, Session>,
    /// The fingerprints of sessions that have ended: their links are not opened again.
    ended: Vec<u64>,
    /// When the timer fires; [`Instant::END`] if it is not set.
    timer: Instant,
}

impl Default for Sessions {
    fn default() -> Self {
        Self::new()
    }
}

impl Sessions {
    /// A page without a session.
    pub const fn new() -> Self {
        Self {
            clock: Clock::new(),
            cx: Context::new(),
            links: Links::new(),
            marked: false,
            rows: IdMap::new(),
            ended: Vec::new(),
            timer: Instant::END,
        }
    }

    /// Whether a link, or what was wrong with one, waits for a call.
    pub const fn has_pending_link(&self) -> bool {
        self.links.is_pending()
    }

    /// Whether a link in the address may be scrubbed now without a call of the host. It is counted as done.
    pub fn may_scrub(&mut self, now: Now) -> bool {
        self.read_clock(now);
        self.links.may_scrub(self.cx.now)
    }

    /// Whether the request with this attempt number is under way.
    pub fn is_calling(&self, attempt: u32) -> bool {
        self.find(|session| session.is_calling(attempt)).is_some()
    }

    /// Whether a session is live, so that it matters what other pages do.
    pub fn is_any_live(&self) -> bool {
        self.live().is_some()
    }

    /// When a session ends, in milliseconds since the epoch by the local clock. `None` if it has ended.
    pub fn expires_at(&mut self, session: SessionId, now: Now) -> Option<u64> {
        self.read_clock(now);
        let live = self.rows.get(session).filter(|session| session.is_live())?;
        (live.lifetime.ends_at() > self.cx.now).then(|| live.lifetime.wall_end(&self.cx))
    }

    /// Where a session is really stored.
    pub fn storage(&self, session: SessionId) -> StorageKind {
        let live = self.rows.get(session).filter(|session| session.is_live());
        live.map_or(StorageKind::Memory, |live| live.stored_in)
    }

    /// What was wrong with the last link that left a session running.
    pub fn link_error(&self, session: SessionId) -> Option<Error> {
        self.rows.get(session).filter(|session| session.is_live())?.link_error
    }

    /// Takes an input, and gives its effects.
    pub fn handle(&mut self, input: Input, now: Now) -> Effects<Effect, HostEffect> {
        self.read_clock(now);
        self.handle_timeouts();
        match input {
            Input::Open { call, options } => self.open(call, options),
            Input::LinkFound { found, scrubbed, later } => self.link_found(found, scrubbed, later),
            Input::Answered { attempt, response } => self.answered(attempt, response),
            Input::Confirmed { attempt, yes } => self.confirmed(attempt, yes),
            Input::WantToken { call, session } => self.want_token(call, session),
            Input::End { call, session } => self.end(call, session),
            Input::CheckStorage => self.check_storage(),
            Input::Restored => self.restored(),
            Input::Timer => self.timer_fired(),
        }
        self.handle_timeouts();
        self.mark_link();
        self.set_timer();
        self.cx.take_effects()
    }

    fn read_clock(&mut self, now: Now) {
        self.cx.now = self.clock.advance(now);
        self.cx.wall = now.wall;
        self.cx.random = now.random;
    }

    /// The first session for which this is true.
    fn find(&self, is: impl Fn(&Session) -> bool) -> Option<SessionId> {
        self.rows.iter().find_map(|(id, session)| is(session).then_some(id))
    }

    fn live(&self) -> Option<SessionId> {
        self.find(Session::is_live)
    }

    /// Ends what has expired, fails what has passed its deadline or opens a link whose session has ended in another app, and makes
    /// the calls that are due; with every input.
    fn handle_timeouts(&mut self) {
        let mut place = 0;
        while let Some(id) = self.rows.id_at(place)
            && let Some(session) = self.rows.get_mut(id)
        {
            if session.is_live() && self.cx.now >= session.lifetime.ends_at() {
                self.finish(id, EndReason::Expired, SESSION_OVER);
            } else if session.is_opening() && self.ended.contains(&session.record.fingerprint) {
                session.abort(&mut self.cx);
                self.fail(id, SESSION_OVER);
                place = 0;
            } else if let Some(error) = session.handle_timeout(&mut self.cx) {
                self.flight_ended(id, Err(error));
                place = 0;
            } else {
                place += 1;
            }
        }
    }

    /// Sets the one timer to when time next changes anything.
    fn set_timer(&mut self) {
        let now = self.cx.now;
        let timeouts = self.rows.rows().map(|session| session.next_timeout(now));
        let next = timeouts.min().unwrap_or(Instant::END);
        if next != self.timer {
            self.timer = next;
            let delay = (next < Instant::END).then(|| timer_delay(next.since(now)));
            self.cx.push(Effect::SetTimer(delay));
        }
    }

    /// Marks the page for other copies of this crate for as long as a link has neither begun a session nor failed.
    fn mark_link(&mut self) {
        let holds = self.links.is_pending() || self.find(Session::is_opening_link).is_some();
        if holds != self.marked {
            self.marked = holds;
            self.cx.push(Effect::MarkLink(holds));
        }
    }

    fn timer_fired(&mut self) {
        self.timer = Instant::END;
        self.rows.rows_mut().for_each(Session::enable_events);
    }

    fn answered(&mut self, attempt: u32, response: Response) {
        let Some(id) = self.find(|session| session.is_calling(attempt)) else { return };
        let session = self.rows.get_mut(id);
        let result = session.and_then(|session| session.on_response(attempt, response, &self.cx));
        match result {
            Some(result) => self.flight_ended(id, result),
            None => self.begin_as_kept(id),
        }
    }

    /// The exchange or the revocation of a session has ended.
    fn flight_ended(&mut self, id: SessionId, result: FetchResult) {
        let Some(session) = self.rows.get_mut(id) else { return };
        session.clear_flight();
        if self.follow(id, result.is_err()) {
            return;
        }
        let Some(session) = self.rows.get_mut(id) else { return };
        if session.stage == Stage::Revoking {
            let (reason, revoked) = (session.end_reason, result.is_ok());
            session.settle(&Reply::Ended { revoked }, &mut self.cx);
            session.emit(Event::Ended { reason, revoked }, &mut self.cx);
            self.rows.remove(id);
            return;
        }
        let live = session.is_live();
        match session.accept(result, &self.cx) {
            Ok(()) if live => session.reply_with_token(&mut self.cx),
            Ok(()) if session.ask_host(&mut self.cx) => {}
            Ok(()) => self.commit(id),
            Err(error) if !live => self.fail(id, error),
            Err(error) if keeps_link(error.code) => session.renewal_failed(error, &mut self.cx),
            Err(error) => self.finish(id, EndReason::Refused, error.with_code(ErrorCode::SessionOver)),
        }
    }

    fn want_token(&mut self, call: CallId, session: SessionId) {
        match self.rows.get_mut(session).filter(|session| session.is_live()) {
            Some(live) => live.want_token(call, &mut self.cx),
            None => self.cx.settle(call, Reply::Failed(SESSION_OVER)),
        }
    }
}

/// Whether the refresh token may still be good after this failure. Then the link is kept for another call, and a live session
/// goes on.
const fn keeps_link(code: ErrorCode) -> bool {
    matches!(
        code,
        ErrorCode::Timeout | ErrorCode::Network | ErrorCode::BackendStatus | ErrorCode::BadResponse
    )
}
