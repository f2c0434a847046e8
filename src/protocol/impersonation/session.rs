//! The session that is live: its access token, and how long it goes on.

use std::rc::Rc;

use super::claims::Times;
use super::client::Client;
use super::effect::{Answer, EndReason, Event, Order, Outcome, Who};
use super::flight::{Flight, Landing};
use super::keeping::{Keeping, Place};
use super::record::{Record, fingerprint};
use super::turn::Turn;
use super::{CallId, Error, ErrorCode, Grant, Link, SessionId};
use crate::protocol::{Instant, Secret};

/// How long before its end a session is said to be expiring, in milliseconds.
const WARNING: u64 = 60_000;

/// How long before its end an access token is not given out any more if there can be another, in milliseconds.
const MARGIN: u64 = 30_000;

/// An access token, and how long it is good.
#[derive(Clone, Debug)]
pub(super) struct Access {
    token: Rc<Secret>,
    until: Instant,
    life: u64,
}

impl Access {
    /// The access token of a grant that was received at that time.
    pub(super) fn new(token: Secret, times: Times, received: Instant) -> Self {
        let life = times.life.saturating_mul(1000);
        Self { token: Rc::new(token), until: received.after(life), life }
    }
}

/// How far the host has been warned that the end is near.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Warning {
    Ahead,
    /// It is not known yet that it is near: a renewal puts it off.
    Trying,
    Told,
}

/// A session.
#[derive(Debug)]
pub(super) struct Session {
    pub(super) number: SessionId,
    pub(super) client: Rc<Client>,
    pub(super) keeping: Keeping,
    /// Where it is really kept.
    pub(super) kept_in: Place,
    pub(super) record: Record,
    who: Rc<Who>,
    access: Access,
    /// When the refresh token's life ends; nothing if the link did not say. Then each renewal puts the end off.
    end: Option<Instant>,
    renewal: Option<Flight>,
    callers: Vec<CallId>,
    warning: Warning,
    /// Whether the host has to hear that the session could not be kept.
    trouble: bool,
    /// Whether the host has had no time to listen yet.
    quiet: bool,
}

/// How a session begins.
#[derive(Debug)]
pub(super) struct Beginning {
    pub(super) client: Rc<Client>,
    pub(super) keeping: Keeping,
    pub(super) record: Record,
    pub(super) who: Rc<Who>,
    pub(super) access: Access,
    pub(super) times: Times,
    pub(super) end: Option<Instant>,
}

impl Session {
    /// Begins a session, and keeps it where it is to be kept.
    pub(super) fn begin(number: SessionId, beginning: Beginning) -> Self {
        let Beginning { client, keeping, record, who, access, times, end } = beginning;
        let mut session = Self {
            number,
            client,
            kept_in: keeping.place(),
            keeping,
            record,
            who,
            access,
            end,
            renewal: None,
            callers: Vec::new(),
            warning: Warning::Ahead,
            trouble: false,
            quiet: true,
        };
        session.store(times);
        session
    }

    /// Whether a call with this order is answered with this session.
    pub(super) fn serves(&self, order: &Order) -> bool {
        let ours = |link: &Link| fingerprint(&link.refresh_token) == self.record.identity;
        order.link.as_ref().is_none_or(ours) && self.client.is_same(&order.client)
    }

    /// When the session is over, unless the server refuses it before.
    pub(super) fn ends_at(&self) -> Instant {
        self.end.unwrap_or(self.access.until)
    }

    /// From now on the host may be told of what happens by itself.
    pub(super) const fn speak(&mut self) {
        self.quiet = false;
    }

    /// Does what is due, and says whether the session has run out.
    pub(super) fn look_at_the_time(&mut self, turn: &mut Turn) -> bool {
        if turn.now >= self.ends_at() {
            return true;
        }
        if !self.quiet {
            self.tell(turn);
        }
        if let Some(error) = self.renewal.as_mut().and_then(|flight| flight.look_at_the_time(turn)) {
            self.renewal_failed(error, turn);
        }
        false
    }

    /// When to look at the time again.
    pub(super) fn wakes_at(&self, now: Instant) -> Instant {
        let tells_at = if self.trouble { now } else { self.warns_at().max(now) };
        let tells = self.trouble || self.warning == Warning::Ahead;
        let next =
            self.renewal.as_ref().map_or(self.ends_at(), |flight| flight.wakes_at().min(self.ends_at()));
        if tells { tells_at.min(next) } else { next }
    }

    /// Gives an access token, once there is a good one.
    pub(super) fn want_token(&mut self, call: CallId, turn: &mut Turn) {
        if self.has_good_token(turn.now) {
            turn.settle(vec![call], &Outcome::Token(self.access.token.clone()));
        } else {
            self.callers.push(call);
            self.renew(turn.now);
        }
    }

    /// Whether this attempt is the call under way.
    pub(super) fn is_calling(&self, attempt: u32) -> bool {
        self.renewal.as_ref().is_some_and(|flight| flight.is_calling(attempt))
    }

    /// Takes the answer to a renewal. Gives an error if the session is over by it.
    pub(super) fn answered(&mut self, answer: Answer, turn: &mut Turn) -> Option<Error> {
        let landing = self.renewal.as_mut()?.answered(answer, turn)?;
        self.renewal = None;
        match self.judge(landing) {
            Ok((grant, times)) => self.renewed(*grant, times, turn),
            Err(error) if error.code.is_passing() => self.renewal_failed(error, turn),
            Err(error) => return Some(Error { status: error.status, ..Error::new(ErrorCode::SessionOver) }),
        }
        None
    }

    /// Looks whether another page has ended the session, or gone on with it.
    pub(super) fn look_at_the_storage(&mut self, turn: &mut Turn) -> Option<EndReason> {
        if self.kept_in == Place::Memory {
            return None;
        }
        match self.keeping.look() {
            Ok(None) => Some(EndReason::Ended),
            Ok(Some(record)) if record.identity != self.record.identity => Some(EndReason::Replaced),
            Ok(Some(record)) => {
                self.go_on_with(record, turn);
                None
            }
            Err(_) => None,
        }
    }

    /// Takes leave of all who wait.
    pub(super) fn close(&mut self, error: Error, turn: &mut Turn) {
        if let Some(flight) = self.renewal.take() {
            flight.abort(turn);
        }
        turn.settle(core::mem::take(&mut self.callers), &Outcome::Failed(error));
    }

    fn has_good_token(&self, now: Instant) -> bool {
        let renewable = self.end.is_none_or(|end| self.access.until < end);
        let margin = if renewable { MARGIN.min(self.access.life / 2) } else { 0 };
        self.access.until.since(now) > margin
    }

    fn renew(&mut self, now: Instant) {
        if self.renewal.is_none() {
            let request = self.client.exchange(&self.record.refresh_token);
            self.renewal = Some(Flight::start(request, self.client.timeout, now));
        }
    }

    fn judge(&self, landing: Landing) -> Result<(Box<Grant>, Times), Error> {
        let grant = landing?.ok_or(Error::new(ErrorCode::BadResponse))?;
        let times = self.client.judge(&grant)?;
        let claims = &grant.claims;
        let same = claims.subject.as_deref() == Some(&self.who.subject)
            && claims.impersonated_by == self.who.impersonated_by;
        if same { Ok((grant, times)) } else { Err(Error::new(ErrorCode::NotImpersonation)) }
    }

    fn renewed(&mut self, grant: Grant, times: Times, turn: &mut Turn) {
        self.access = Access::new(grant.access_token, times, turn.now);
        if let Some(token) = grant.refresh_token {
            self.record.refresh_token = token;
            self.store(times);
        }
        let end = self.record.ends_at(times, turn.now);
        self.end = self.end.zip(end).map(|(before, now)| before.min(now));
        if self.end.is_none() {
            self.warning = Warning::Ahead;
        }
        turn.settle(core::mem::take(&mut self.callers), &Outcome::Token(self.access.token.clone()));
    }

    /// There is no new token. The old one is given as long as it is good.
    fn renewal_failed(&mut self, error: Error, turn: &mut Turn) {
        self.renewal = None;
        let good = self.access.until > turn.now;
        let outcome = if good { Outcome::Token(self.access.token.clone()) } else { Outcome::Failed(error) };
        turn.settle(core::mem::take(&mut self.callers), &outcome);
        if self.warning == Warning::Trying {
            self.warn(turn);
        }
    }

    fn tell(&mut self, turn: &mut Turn) {
        if core::mem::take(&mut self.trouble) {
            turn.emit(self.number, Event::Error(ErrorCode::StorageBlocked));
        }
        if self.warning == Warning::Ahead && turn.now >= self.warns_at() {
            if self.end.is_some() {
                self.warn(turn);
            } else {
                self.warning = Warning::Trying;
                self.renew(turn.now);
            }
        }
    }

    fn warn(&mut self, turn: &mut Turn) {
        self.warning = Warning::Told;
        turn.emit(self.number, Event::Expiring { expires_at: turn.wall_at(self.ends_at()) });
    }

    /// A minute before the end; before an end that may be put off, not more than half a token's life.
    fn warns_at(&self) -> Instant {
        let ahead = if self.end.is_some() { WARNING } else { WARNING.min(self.access.life / 2) };
        Instant::START.after(self.ends_at().since(Instant::START).saturating_sub(ahead))
    }

    fn go_on_with(&mut self, record: Record, turn: &mut Turn) {
        if record.refresh_token == self.record.refresh_token {
            return;
        }
        self.record = record;
        if let Some(flight) = self.renewal.take() {
            flight.abort(turn);
            self.renew(turn.now);
        }
    }

    fn store(&mut self, times: Times) {
        if self.kept_in != Place::Memory && !self.keeping.store(&self.record, times) {
            self.keeping.forget(self.record.identity);
            self.kept_in = Place::Memory;
            self.trouble = true;
        }
    }
}
