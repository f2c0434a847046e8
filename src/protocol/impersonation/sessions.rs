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

use super::effect::{Answer, Effect, EndReason, Event, Input, Order, Outcome};
use super::flight::Landing;
use super::keeping::Place;
use super::record::fingerprint;
use super::session::{Session, Stage};
use super::turn::Turn;
use super::{CallId, Error, ErrorCode, Link, SessionId};
use crate::protocol::{Clock, Instant, Now, Table};

const OVER: Error = Error::new(ErrorCode::SessionOver);

/// The state machine.
#[derive(Debug)]
pub struct Sessions {
    clock: Clock,
    turn: Turn,
    /// The link that was taken, until somebody asks for it.
    kept: Option<Link>,
    /// What was wrong with it.
    wrong: Option<Error>,
    /// In the order in which they were wanted, so that the live one comes before those that would replace it.
    rows: Table<SessionId, Session>,
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
            turn: Turn::new(),
            kept: None,
            wrong: None,
            rows: Table::new(),
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
        let ends_at = live.ends_at();
        (ends_at > self.turn.now).then(|| self.turn.wall_at(ends_at))
    }

    /// Where a session is really kept.
    pub fn place(&self, session: SessionId) -> Place {
        let live = self.rows.get(session).filter(|row| row.is_live());
        live.map_or(Place::Memory, |live| live.kept_in)
    }

    /// Takes an input, and gives the effects of it.
    pub fn handle(&mut self, input: Input, now: Now) -> Vec<Effect> {
        self.look_at_the_clock(now);
        self.do_what_is_due();
        match input {
            Input::Open { call, order } => self.open(call, order),
            Input::Answered { attempt, answer } => self.answered(attempt, answer),
            Input::Confirmed { attempt, yes } => self.confirmed(attempt, yes),
            Input::WantToken { call, session } => self.want_token(call, session),
            Input::End { call, session } => self.end(call, session),
            Input::Look => self.look_at_the_storage(),
            Input::Timer => self.timer_went_off(),
        }
        self.do_what_is_due();
        self.set_timer();
        core::mem::take(&mut self.turn.out)
    }

    fn look_at_the_clock(&mut self, now: Now) {
        self.turn.now = self.clock.advance(now);
        self.turn.wall = now.wall;
        self.turn.chance = now.chance;
    }

    /// The first session of which this is true.
    fn find(&self, is: impl Fn(&Session) -> bool) -> Option<SessionId> {
        self.rows.iter().find_map(|(id, row)| is(row).then_some(id))
    }

    fn live(&self) -> Option<SessionId> {
        self.find(Session::is_live)
    }

    /// Ends that have come, deadlines that have passed and calls that are due, whatever else brought us here.
    fn do_what_is_due(&mut self) {
        let mut place = 0;
        while let Some(id) = self.rows.key_at(place)
            && let Some(row) = self.rows.get_mut(id)
        {
            if row.is_live() && self.turn.now >= row.ends_at() {
                self.finish(id, EndReason::Expired, OVER);
            } else if let Some(error) = row.look_at_the_time(&mut self.turn) {
                self.land(id, Err(error));
                place = 0;
            } else {
                place += 1;
            }
        }
    }

    /// Sets the one timer to the next moment at which time changes anything.
    fn set_timer(&mut self) {
        let now = self.turn.now;
        let next = self.rows.rows().map(|row| row.wakes_at(now)).min().unwrap_or(Instant::END);
        if next != self.timer {
            self.timer = next;
            let delay = (next < Instant::END).then(|| next.since(now));
            self.turn.out.push(Effect::SetTimer(delay));
        }
    }

    fn timer_went_off(&mut self) {
        self.timer = Instant::END;
        self.rows.rows_mut().for_each(Session::speak);
    }

    fn open(&mut self, call: CallId, order: Order) {
        let known = self.find(|row| row.serves(&order));
        let id = known.unwrap_or_else(|| self.rows.add(|id| Session::new(id, order)));
        match self.rows.get_mut(id) {
            Some(live) if live.is_live() => self.turn.settle(call, Outcome::Opened(Some(id))),
            Some(row) => row.callers.push(call),
            None => {}
        }
        self.begin_next();
    }

    /// Begins with the next session that is wanted, once no other one is being opened.
    fn begin_next(&mut self) {
        while self.find(Session::is_coming).is_none()
            && let Some(id) = self.find(|row| row.stage == Stage::Waiting)
        {
            let outcome = self.begin(id);
            if let Some(mut row) = outcome.is_some().then(|| self.rows.remove(id)).flatten() {
                row.settle(&outcome.unwrap_or(Outcome::Opened(None)), &mut self.turn);
            }
        }
    }

    /// Begins with a session, unless it can be told at once what comes of it.
    fn begin(&mut self, id: SessionId) -> Option<Outcome> {
        let live = self.live();
        let row = self.rows.get(id)?;
        if live.and_then(|live| self.rows.get(live)).is_some_and(|live| live.serves_row(row)) {
            return Some(Outcome::Opened(live));
        }
        let row = self.rows.get_mut(id)?;
        if !row.find_token() {
            return Some(Outcome::Opened(None));
        }
        if self.over.contains(&row.record.identity) {
            return Some(Outcome::Failed(OVER));
        }
        row.stage = Stage::Opening;
        row.exchange(self.turn.now);
        None
    }

    fn answered(&mut self, attempt: u32, answer: Answer) {
        let Some(id) = self.find(|row| row.is_calling(attempt)) else { return };
        let landing = self.rows.get_mut(id).and_then(|row| row.answered(attempt, answer, &self.turn));
        if let Some(landing) = landing {
            self.land(id, landing);
        }
    }

    /// What was under way at the server has come to an end.
    fn land(&mut self, id: SessionId, landing: Landing) {
        let Some(row) = self.rows.get_mut(id) else { return };
        row.clear_flight();
        if row.stage == Stage::Ending {
            let (reason, revoked) = (row.reason, landing.is_ok());
            row.settle(&Outcome::Ended(revoked), &mut self.turn);
            row.emit(Event::Ended { reason, revoked }, &mut self.turn);
            self.rows.remove(id);
            return;
        }
        let live = row.is_live();
        match row.take_in(landing, &self.turn) {
            Ok(()) if live => row.renewed(&mut self.turn),
            Ok(()) if row.asks(&mut self.turn) => {}
            Ok(()) => self.commit(id),
            Err(error) if !live => self.fail(id, error),
            Err(error) if error.code.is_passing() => row.renewal_failed(error, &mut self.turn),
            Err(error) => self.finish(id, EndReason::Refused, error.called(ErrorCode::SessionOver)),
        }
    }

    fn confirmed(&mut self, attempt: u32, yes: bool) {
        let asked = |row: &Session| row.stage == Stage::Asking && row.granted_by == attempt;
        match self.find(asked) {
            Some(id) if yes => self.commit(id),
            Some(id) => self.fail(id, Error::new(ErrorCode::Declined)),
            None => {}
        }
    }

    /// Nothing has changed by an opening that failed, but what it tried is kept or forgotten.
    fn fail(&mut self, id: SessionId, error: Error) {
        let Some(mut row) = self.rows.remove(id) else { return };
        let error = row.explain(error, self.turn.wall);
        row.settle(&Outcome::Failed(error), &mut self.turn);
        let passing = error.code.is_passing();
        if row.resumed && !passing {
            row.forget();
        }
        if !row.resumed && passing {
            self.kept.get_or_insert(row.record.to_link());
        }
        self.begin_next();
    }

    /// The one place where a session begins, and with it all that it replaces ends.
    fn commit(&mut self, id: SessionId) {
        let Some(row) = self.rows.get(id) else { return };
        if let Some(error) = row.is_too_late(self.turn.now) {
            return self.fail(id, error);
        }
        let identity = row.record.identity;
        if let Some(live) = self.live() {
            self.replace(live, identity);
        }
        let kept = self.rows.get(id).and_then(Session::replaced);
        if let Some((order, record)) = kept {
            let other = self.rows.add(|id| Session::new(id, order).with_record(record));
            self.revoke(other, EndReason::Replaced);
        }
        self.drop_kept(identity);
        if let Some(row) = self.rows.get_mut(id) {
            row.begin(&mut self.turn);
        }
        self.begin_next();
    }

    fn replace(&mut self, old: SessionId, identity: u64) {
        // The same link, opened for another app: what would be revoked is what has just been exchanged.
        if self.rows.get(old).is_some_and(|old| old.record.identity == identity) {
            self.finish(old, EndReason::Replaced, OVER);
        } else {
            self.revoke(old, EndReason::Replaced);
        }
    }

    fn want_token(&mut self, call: CallId, session: SessionId) {
        match self.rows.get_mut(session).filter(|row| row.is_live()) {
            Some(live) => live.want_token(call, &mut self.turn),
            None => self.turn.settle(call, Outcome::Failed(OVER)),
        }
    }

    fn end(&mut self, call: CallId, session: SessionId) {
        if self.rows.get(session).is_some_and(Session::is_live) {
            self.revoke(session, EndReason::Ended);
        }
        match self.rows.get_mut(session) {
            Some(ending) => ending.callers.push(call),
            None => self.turn.settle(call, Outcome::Ended(false)),
        }
    }

    /// The session is over, and its refresh token is to be, too.
    fn revoke(&mut self, id: SessionId, reason: EndReason) {
        self.close(id, OVER);
        if let Some(row) = self.rows.get_mut(id) {
            row.revoke(reason, self.turn.now);
        }
    }

    /// The session is over without any doing of the host.
    fn finish(&mut self, id: SessionId, reason: EndReason, error: Error) {
        self.close(id, error);
        if let Some(row) = self.rows.remove(id) {
            row.emit(Event::Ended { reason, revoked: false }, &mut self.turn);
        }
    }

    /// From here on nothing knows of the session any more, and nobody waits for it.
    fn close(&mut self, id: SessionId, error: Error) {
        if let Some(row) = self.rows.get_mut(id) {
            row.close(error, &mut self.turn);
            let identity = row.record.identity;
            self.over.push(identity);
            self.drop_kept(identity);
        }
    }

    fn drop_kept(&mut self, identity: u64) {
        if self.kept.as_ref().is_some_and(|link| fingerprint(&link.refresh_token) == identity) {
            self.kept = None;
        }
    }

    fn look_at_the_storage(&mut self) {
        let Some(id) = self.live() else { return };
        let reason = self.rows.get_mut(id).and_then(|live| live.look_at_the_storage(&mut self.turn));
        match reason {
            Some(reason) => self.finish(id, reason, OVER),
            None => self.rows.rows_mut().for_each(Session::speak),
        }
    }
}
