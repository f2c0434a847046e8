//! The state machine of a page's impersonations. At most one session is live, and at most one is being opened.
//!
//! Requirements:
//!
//! 1. A link is exchanged, verified and confirmed first. Only then is anything stored, replaced or revoked. A link that fails
//!    leaves everything as it was.
//! 2. Concurrent calls for the same session join. Later calls get the live session.
//! 3. A link that failed for a transient reason is kept in memory for the next call.
//! 4. A session that has ended is forgotten at once, and nothing brings it back.
//! 5. An answer counts only for the call under way, and before the deadline.

mod ending;
mod opening;

use super::Link;
use super::context::Context;
use super::effect::{CallId, Effect, HostEffect, Input, Reply, Response, SessionId};
use super::event::{EndReason, Event};
use super::flight::FetchResult;
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
    /// The link that was taken out of the address, until a call opens it.
    pending_link: Option<Link>,
    /// What was wrong with the link in the address.
    link_error: Option<Error>,
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
            pending_link: None,
            link_error: None,
            rows: IdMap::new(),
            ended: Vec::new(),
            timer: Instant::END,
        }
    }

    /// Keeps a link that was taken out of the address, or what was wrong with it, for the next call that wants it.
    pub fn stash_link(&mut self, taken: Result<Option<Link>, Error>) {
        match taken {
            Ok(Some(link)) => self.pending_link = Some(link),
            Ok(None) => {}
            Err(error) => self.link_error = Some(error),
        }
    }

    /// Whether a link, or what was wrong with one, is kept.
    pub const fn has_pending_link(&self) -> bool {
        self.pending_link.is_some() || self.link_error.is_some()
    }

    /// Takes the link that is kept.
    ///
    /// # Errors
    ///
    /// What was wrong with it.
    pub fn take_pending_link(&mut self) -> Result<Option<Link>, Error> {
        self.link_error.take().map_or_else(|| Ok(self.pending_link.take()), Err)
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
        let ends_at = live.lifetime.ends_at();
        (ends_at > self.cx.now).then(|| self.cx.wall_at(ends_at))
    }

    /// Where a session is really stored.
    pub fn storage(&self, session: SessionId) -> StorageKind {
        let live = self.rows.get(session).filter(|session| session.is_live());
        live.map_or(StorageKind::Memory, |live| live.stored_in)
    }

    /// Takes an input, and gives its effects.
    pub fn handle(&mut self, input: Input, now: Now) -> Effects<Effect, HostEffect> {
        self.read_clock(now);
        self.handle_timeouts();
        match input {
            Input::Open { call, options } => self.open(call, options),
            Input::Answered { attempt, response } => self.answered(attempt, response),
            Input::Confirmed { attempt, yes } => self.confirmed(attempt, yes),
            Input::WantToken { call, session } => self.want_token(call, session),
            Input::End { call, session } => self.end(call, session),
            Input::CheckStorage => self.check_storage(),
            Input::Timer => self.timer_fired(),
        }
        self.handle_timeouts();
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

    /// Ends what has expired, fails what has passed its deadline, and makes the calls that are due; with every input.
    fn handle_timeouts(&mut self) {
        let mut place = 0;
        while let Some(id) = self.rows.id_at(place)
            && let Some(session) = self.rows.get_mut(id)
        {
            if session.is_live() && self.cx.now >= session.lifetime.ends_at() {
                self.finish(id, EndReason::Expired, SESSION_OVER);
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

    fn timer_fired(&mut self) {
        self.timer = Instant::END;
        self.rows.rows_mut().for_each(Session::enable_events);
    }

    fn answered(&mut self, attempt: u32, response: Response) {
        let Some(id) = self.find(|session| session.is_calling(attempt)) else { return };
        let session = self.rows.get_mut(id);
        let result = session.and_then(|session| session.on_response(attempt, response, &self.cx));
        if let Some(result) = result {
            self.flight_ended(id, result);
        }
    }

    /// The exchange or the revocation of a session has ended.
    fn flight_ended(&mut self, id: SessionId, result: FetchResult) {
        let Some(session) = self.rows.get_mut(id) else { return };
        session.clear_flight();
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
