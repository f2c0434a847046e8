//! The state machine of a page's impersonations. At most one session is live, and at most one is being opened.
//!
//! Requirements:
//!
//! 1. A link is exchanged, verified and confirmed first; only then is anything stored, replaced or revoked. One that
//!    fails leaves everything as it was.
//! 2. Concurrent calls for the same session join; later ones get the session that is live.
//! 3. A link that failed for a passing reason is kept in memory for the next call.
//! 4. A session that is over is forgotten at once, and nothing brings it back.
//! 5. An answer counts only for the call under way, and before the deadline.

mod ending;
mod opening;

use super::effect::{Response, Effect, EndReason, Event, Input, Reply};
use super::flight::FetchResult;
use super::keeping::StorageKind;
use super::session::{Session, Stage};
use super::cx::Context;
use super::{CallId, Error, ErrorCode, Link, SessionId};
use crate::protocol::{Clock, Instant, Now, IdMap};

const OVER: Error = Error::new(ErrorCode::SessionOver);

/// The state machine.
#[derive(Debug)]
pub struct Sessions {
    clock: Clock,
    cx: Context,
    /// The link that was taken, until somebody asks for it.
    kept: Option<Link>,
    /// What was wrong with it.
    wrong: Option<Error>,
    /// In the order in which they were wanted, so that the live one comes before those that would replace it.
    rows: IdMap<SessionId, Session>,
    /// What must not be opened again.
    over: Vec<u64>,
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
            kept: None,
            wrong: None,
            rows: IdMap::new(),
            over: Vec::new(),
            timer: Instant::END,
        }
    }

    /// Keeps a link that was taken out of the address, or what was wrong with it, for the call that will ask for it.
    pub fn keep(&mut self, taken: Result<Option<Link>, Error>) {
        match taken {
            Ok(Some(link)) => self.kept = Some(link),
            Ok(None) => {}
            Err(error) => self.wrong = Some(error),
        }
    }

    /// Whether there is a link that was kept.
    pub const fn keeps(&self) -> bool {
        self.kept.is_some() || self.wrong.is_some()
    }

    /// Takes the link that was kept.
    ///
    /// # Errors
    ///
    /// What was wrong with it.
    pub fn take_kept(&mut self) -> Result<Option<Link>, Error> {
        self.wrong.take().map_or_else(|| Ok(self.kept.take()), Err)
    }

    /// Whether this attempt is a call under way.
    pub fn is_calling(&self, attempt: u32) -> bool {
        self.find(|row| row.is_calling(attempt)).is_some()
    }

    /// Whether any session is live, so that what other pages do matters.
    pub fn is_any_live(&self) -> bool {
        self.live().is_some()
    }

    /// When a session will be over, in milliseconds since the epoch by the local clock, if it is not over yet.
    pub fn expires_at(&mut self, session: SessionId, now: Now) -> Option<u64> {
        self.look_at_the_clock(now);
        let live = self.rows.get(session).filter(|row| row.is_live())?;
        let ends_at = live.life.ends_at();
        (ends_at > self.cx.now).then(|| self.cx.wall_at(ends_at))
    }

    /// Where a session is really kept.
    pub fn place(&self, session: SessionId) -> StorageKind {
        let live = self.rows.get(session).filter(|row| row.is_live());
        live.map_or(StorageKind::Memory, |live| live.stored_in)
    }

    /// Takes an input, and gives the effects of it.
    pub fn handle(&mut self, input: Input, now: Now) -> Vec<Effect> {
        self.look_at_the_clock(now);
        self.handle_timeouts();
        match input {
            Input::Open { call, order } => self.open(call, order),
            Input::Answered { attempt, answer } => self.answered(attempt, answer),
            Input::Confirmed { attempt, yes } => self.confirmed(attempt, yes),
            Input::WantToken { call, session } => self.want_token(call, session),
            Input::End { call, session } => self.end(call, session),
            Input::Look => self.look_at_the_storage(),
            Input::Timer => self.timer_went_off(),
        }
        self.handle_timeouts();
        self.set_timer();
        core::mem::take(&mut self.cx.out)
    }

    fn look_at_the_clock(&mut self, now: Now) {
        self.cx.now = self.clock.advance(now);
        self.cx.wall = now.wall;
        self.cx.random = now.random;
    }

    /// The first session of which this is true.
    fn find(&self, is: impl Fn(&Session) -> bool) -> Option<SessionId> {
        self.rows.iter().find_map(|(id, row)| is(row).then_some(id))
    }

    fn live(&self) -> Option<SessionId> {
        self.find(Session::is_live)
    }

    /// Ends that have come, deadlines that have passed and calls that are due, whatever else brought us here.
    fn handle_timeouts(&mut self) {
        let mut place = 0;
        while let Some(id) = self.rows.key_at(place)
            && let Some(row) = self.rows.get_mut(id)
        {
            if row.is_live() && self.cx.now >= row.life.ends_at() {
                self.finish(id, EndReason::Expired, OVER);
            } else if let Some(error) = row.handle_timeout(&mut self.cx) {
                self.land(id, Err(error));
                place = 0;
            } else {
                place += 1;
            }
        }
    }

    /// Sets the one timer to the next moment at which time changes anything.
    fn set_timer(&mut self) {
        let now = self.cx.now;
        let next = self.rows.rows().map(|row| row.next_timeout(now)).min().unwrap_or(Instant::END);
        if next != self.timer {
            self.timer = next;
            let delay = (next < Instant::END).then(|| next.since(now));
            self.cx.out.push(Effect::SetTimer(delay));
        }
    }

    fn timer_went_off(&mut self) {
        self.timer = Instant::END;
        self.rows.rows_mut().for_each(Session::enable_events);
    }

    fn answered(&mut self, attempt: u32, answer: Response) {
        let Some(id) = self.find(|row| row.is_calling(attempt)) else { return };
        let landing = self.rows.get_mut(id).and_then(|row| row.answered(attempt, answer, &self.cx));
        if let Some(landing) = landing {
            self.land(id, landing);
        }
    }

    /// What was under way at the server has come to an end.
    fn land(&mut self, id: SessionId, landing: FetchResult) {
        let Some(row) = self.rows.get_mut(id) else { return };
        row.clear_flight();
        if row.stage == Stage::Ending {
            let (reason, revoked) = (row.reason, landing.is_ok());
            row.settle(&Reply::Ended(revoked), &mut self.cx);
            row.emit(Event::Ended { reason, revoked }, &mut self.cx);
            self.rows.remove(id);
            return;
        }
        let live = row.is_live();
        match row.take_in(landing, &self.cx) {
            Ok(()) if live => row.give_token(&mut self.cx),
            Ok(()) if row.needs_confirmation(&mut self.cx) => {}
            Ok(()) => self.commit(id),
            Err(error) if !live => self.fail(id, error),
            Err(error) if keeps_link(error.code) => row.renewal_failed(error, &mut self.cx),
            Err(error) => self.finish(id, EndReason::Refused, error.with_code(ErrorCode::SessionOver)),
        }
    }

    fn want_token(&mut self, call: CallId, session: SessionId) {
        match self.rows.get_mut(session).filter(|row| row.is_live()) {
            Some(live) => live.want_token(call, &mut self.cx),
            None => self.cx.settle(call, Reply::Failed(OVER)),
        }
    }
}
