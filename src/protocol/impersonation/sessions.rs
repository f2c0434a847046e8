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
use super::ending::Ending;
use super::keeping::Place;
use super::opening::{Opened, Opening, Passed, Trial};
use super::record::fingerprint;
use super::session::Session;
use super::turn::Turn;
use super::{CallId, Error, ErrorCode, Link, SessionId};
use crate::protocol::{Clock, Instant, Now, Serial};

/// The state machine.
#[derive(Debug)]
pub struct Sessions {
    clock: Clock,
    turn: Turn,
    /// The link that was taken, or what was wrong with it, until somebody asks for it.
    kept: Option<Result<Link, Error>>,
    /// The first one is under way.
    openings: Vec<Opening>,
    live: Option<Session>,
    endings: Vec<Ending>,
    /// What must not be opened again.
    over: Vec<u64>,
    last_session: u32,
    timer: Option<Instant>,
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
            openings: Vec::new(),
            live: None,
            endings: Vec::new(),
            over: Vec::new(),
            last_session: 0,
            timer: None,
        }
    }

    /// Keeps a link that was taken out of the address, or what was wrong with it, for the call that will ask for it.
    pub fn keep(&mut self, taken: Result<Option<Link>, Error>) {
        if let Some(taken) = taken.transpose() {
            self.kept = Some(taken);
        }
    }

    /// Whether there is a link that was kept.
    pub const fn keeps(&self) -> bool {
        self.kept.is_some()
    }

    /// Takes the link that was kept.
    ///
    /// # Errors
    ///
    /// What was wrong with it.
    pub fn take_kept(&mut self) -> Result<Option<Link>, Error> {
        self.kept.take().transpose()
    }

    /// Whether this attempt is a call under way.
    pub fn is_calling(&self, attempt: u32) -> bool {
        self.openings.first().is_some_and(|opening| opening.is_calling(attempt))
            || self.live.as_ref().is_some_and(|live| live.is_calling(attempt))
            || self.endings.iter().any(|ending| ending.is_calling(attempt))
    }

    /// Whether any session is live, so that what other pages do matters.
    pub const fn is_any_live(&self) -> bool {
        self.live.is_some()
    }

    /// When a session will be over, in milliseconds since the epoch by the local clock, if it is not over yet.
    pub fn expires_at(&mut self, session: SessionId, now: Now) -> Option<u64> {
        self.look_at_the_clock(now);
        let ends_at = self.live.as_ref().filter(|live| live.number == session)?.ends_at();
        (ends_at > self.turn.now).then(|| self.turn.wall_at(ends_at))
    }

    /// Where a session is really kept.
    pub fn place(&self, session: SessionId) -> Place {
        let live = self.live.as_ref().filter(|live| live.number == session);
        live.map_or(Place::Memory, |live| live.kept_in)
    }

    /// Takes an input, and gives the effects of it.
    pub fn handle(&mut self, input: Input, now: Now) -> Vec<Effect> {
        self.look_at_the_clock(now);
        self.do_what_is_due();
        match input {
            Input::Open { call, order } => self.open(call, order),
            Input::Answered { attempt, answer } => self.answered(attempt, answer),
            Input::Confirmed { attempt, yes } => {
                let opened = self.openings.first_mut().and_then(|opening| opening.confirmed(attempt, yes));
                self.opened(opened);
            }
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

    /// Ends that have come, deadlines that have passed and calls that are due, whatever else brought us here.
    fn do_what_is_due(&mut self) {
        if self.live.as_mut().is_some_and(|live| live.look_at_the_time(&mut self.turn)) {
            self.finish(EndReason::Expired, OVER);
        }
        while let Some(error) = self.late_opening() {
            self.opened(Some(Err(error)));
        }
        while let Some(at) = self.late_ending() {
            self.endings.remove(at).finish(false, &mut self.turn);
        }
    }

    fn late_opening(&mut self) -> Option<Error> {
        self.openings.first_mut()?.look_at_the_time(&mut self.turn)
    }

    fn late_ending(&mut self) -> Option<usize> {
        self.endings.iter_mut().position(|ending| ending.look_at_the_time(&mut self.turn))
    }

    /// Sets the one timer to the next moment at which time changes anything.
    fn set_timer(&mut self) {
        let opening = self.openings.first().and_then(Opening::wakes_at);
        let live = self.live.as_ref().map(|live| live.wakes_at(self.turn.now));
        let ending = self.endings.iter().map(Ending::wakes_at).min();
        let next = [opening, live, ending].into_iter().flatten().min();
        if next != self.timer {
            self.timer = next;
            self.turn.out.push(Effect::SetTimer(next.map(|next| next.since(self.turn.now))));
        }
    }

    fn timer_went_off(&mut self) {
        self.timer = None;
        if let Some(live) = self.live.as_mut() {
            live.speak();
        }
    }

    fn open(&mut self, call: CallId, order: Order) {
        let live = self.live.as_ref().filter(|live| live.serves(&order));
        if let Some(live) = live {
            let outcome = Outcome::Opened(Some(live.number));
            self.turn.settle(vec![call], &outcome);
        } else if let Some(opening) = self.openings.iter_mut().find(|opening| opening.serves(&order)) {
            opening.callers.push(call);
        } else {
            self.openings.push(Opening::new(call, order));
            self.begin_next();
        }
    }

    /// Begins the first opening, once none is under way.
    fn begin_next(&mut self) {
        while self.openings.first().is_some_and(Opening::is_waiting) {
            let mut opening = self.openings.remove(0);
            match self.begin(&mut opening) {
                Some(outcome) => self.turn.settle(opening.callers, &outcome),
                None => self.openings.insert(0, opening),
            }
        }
    }

    /// Begins an opening, unless it can be told at once what it comes to.
    fn begin(&mut self, opening: &mut Opening) -> Option<Outcome> {
        let order = &opening.order;
        if let Some(live) = self.live.as_ref().filter(|live| live.serves(order)) {
            return Some(Outcome::Opened(Some(live.number)));
        }
        let trial = match &order.link {
            Some(link) => Some(Trial::of_link(link.clone())),
            None => order.keeping.resume().map(Trial::of_record),
        };
        let Some(trial) = trial else { return Some(Outcome::Opened(None)) };
        if self.over.contains(&trial.record.identity) {
            return Some(Outcome::Failed(OVER));
        }
        opening.begin(trial, self.turn.now);
        None
    }

    fn answered(&mut self, attempt: u32, answer: Answer) {
        if let Some(opening) = self.openings.first_mut().filter(|opening| opening.is_calling(attempt)) {
            let opened = opening.answered(attempt, answer, &mut self.turn);
            self.opened(opened);
        } else if let Some(live) = self.live.as_mut().filter(|live| live.is_calling(attempt)) {
            if let Some(error) = live.answered(answer, &mut self.turn) {
                self.finish(EndReason::Refused, error);
            }
        } else if let Some(at) = self.endings.iter().position(|ending| ending.is_calling(attempt)) {
            let revoked = self.endings.get_mut(at).and_then(|ending| ending.answered(answer, &self.turn));
            if let Some(revoked) = revoked {
                self.endings.remove(at).finish(revoked, &mut self.turn);
            }
        }
    }

    /// The opening that is under way has ended, if it has.
    fn opened(&mut self, opened: Option<Opened>) {
        let Some(opened) = opened.filter(|_| !self.openings.is_empty()) else { return };
        let opening = self.openings.remove(0);
        match opened.and_then(|passed| self.look_again(&opening, passed)) {
            Ok(passed) => self.commit(opening, passed),
            Err(error) => self.fail(opening, error),
        }
        self.begin_next();
    }

    /// It takes time to open a session, and what was true at the beginning may be so no more.
    fn look_again(&self, opening: &Opening, passed: Passed) -> Opened {
        let Trial { record, resumed } = &passed.trial;
        let run_out = passed.ends_at().is_some_and(|end| end <= self.turn.now);
        let kept = || opening.order.keeping.resume().is_some_and(|kept| kept.identity == record.identity);
        if *resumed && (run_out || !kept()) {
            return Err(OVER);
        }
        if run_out { Err(Error::new(ErrorCode::LinkExpired)) } else { Ok(passed) }
    }

    /// Nothing has changed by an opening that failed, but what it tried is kept or forgotten.
    fn fail(&mut self, opening: Opening, error: Error) {
        let resumed = opening.resumes();
        self.turn.settle(opening.callers, &Outcome::Failed(error));
        let Order { keeping, link, .. } = opening.order;
        if let Some(identity) = resumed.filter(|_| !error.code.is_passing()) {
            keeping.forget(identity);
        }
        if let Some(link) = link.filter(|_| error.code.is_passing()) {
            self.kept.get_or_insert(Ok(link));
        }
    }

    /// The one place where a session begins, and with it all that it replaces ends.
    fn commit(&mut self, opening: Opening, passed: Passed) {
        let Opening { order, callers, .. } = opening;
        let identity = passed.trial.record.identity;
        self.replace_live(identity);
        if let Some(kept) = order.keeping.look().ok().flatten().filter(|kept| kept.identity != identity) {
            order.keeping.forget(kept.identity);
            self.endings.push(Ending::begin(&order.client, &kept, None, self.turn.now));
        }
        self.drop_kept(identity);
        self.last_session += 1;
        let number = SessionId::from_number(self.last_session);
        self.turn.out.push(Effect::Begin { session: number, who: passed.who.clone() });
        self.turn.settle(callers, &Outcome::Opened(Some(number)));
        self.live = Some(Session::begin(number, passed.begin(order)));
    }

    fn replace_live(&mut self, identity: u64) {
        let Some(old) = self.take_live(OVER) else { return };
        old.keeping.forget(old.record.identity);
        if old.record.identity == identity {
            // The same link, opened for another app: what would be revoked is what has just been exchanged.
            self.turn.emit(old.number, Event::Ended { reason: EndReason::Replaced, revoked: false });
        } else {
            self.revoke(&old, EndReason::Replaced);
        }
    }

    fn want_token(&mut self, call: CallId, session: SessionId) {
        match self.live.as_mut().filter(|live| live.number == session) {
            Some(live) => live.want_token(call, &mut self.turn),
            None => self.turn.settle(vec![call], &Outcome::Failed(OVER)),
        }
    }

    fn end(&mut self, call: CallId, session: SessionId) {
        if self.live.as_ref().is_some_and(|live| live.number == session)
            && let Some(live) = self.take_live(OVER)
        {
            live.keeping.forget(live.record.identity);
            self.revoke(&live, EndReason::Ended);
        }
        if !self.endings.iter_mut().any(|ending| ending.join(call, session)) {
            self.turn.settle(vec![call], &Outcome::Ended(false));
        }
    }

    fn revoke(&mut self, session: &Session, reason: EndReason) {
        let told = Some((session.number, reason));
        self.endings.push(Ending::begin(&session.client, &session.record, told, self.turn.now));
    }

    /// The session is over without any doing of the host.
    fn finish(&mut self, reason: EndReason, error: Error) {
        let Some(live) = self.take_live(error) else { return };
        live.keeping.forget(live.record.identity);
        self.turn.emit(live.number, Event::Ended { reason, revoked: false });
    }

    /// From here on nothing knows of the session any more, and nobody waits for it.
    fn take_live(&mut self, error: Error) -> Option<Session> {
        let mut live = self.live.take()?;
        live.close(error, &mut self.turn);
        self.over.push(live.record.identity);
        self.drop_kept(live.record.identity);
        Some(live)
    }

    fn drop_kept(&mut self, identity: u64) {
        let same = |link: &Link| fingerprint(&link.refresh_token) == identity;
        self.kept = self.kept.take().filter(|kept| !kept.as_ref().is_ok_and(same));
    }

    fn look_at_the_storage(&mut self) {
        let Some(live) = self.live.as_mut() else { return };
        live.speak();
        if let Some(reason) = live.look_at_the_storage(&mut self.turn) {
            self.finish(reason, OVER);
        }
    }
}

const OVER: Error = Error::new(ErrorCode::SessionOver);
