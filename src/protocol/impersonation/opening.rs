//! How a session comes to be: a refresh token is exchanged, what came is verified, and the host is asked.
//!
//! Nothing is stored and nothing is replaced until all of that is done.

use std::rc::Rc;

use super::claims::Times;
use super::client::Client;
use super::effect::{Answer, Effect, Order, Who};
use super::flight::{Flight, Landing};
use super::record::{Record, fingerprint};
use super::session::{Access, Beginning};
use super::turn::Turn;
use super::{CallId, Error, ErrorCode, Grant, Link};
use crate::protocol::Instant;

/// One opening, and all who wait for it.
#[derive(Debug)]
pub(super) struct Opening {
    pub(super) order: Order,
    pub(super) callers: Vec<CallId>,
    stage: Stage,
}

#[derive(Debug)]
enum Stage {
    /// Another one is under way.
    Waiting,
    Exchanging(Trial, Flight),
    /// The host was asked, with the attempt number of the call that brought the grant.
    Asking(u32, Box<Passed>),
}

/// A refresh token that is tried.
#[derive(Clone, Debug)]
pub(super) struct Trial {
    pub(super) record: Record,
    /// Whether it is of a session that was kept.
    pub(super) resumed: bool,
}

/// A session that was verified.
#[derive(Clone, Debug)]
pub(super) struct Passed {
    pub(super) trial: Trial,
    pub(super) who: Rc<Who>,
    pub(super) times: Times,
    access: Access,
    received: Instant,
}

/// How an opening ended.
pub(super) type Opened = Result<Passed, Error>;

impl Opening {
    pub(super) fn new(call: CallId, order: Order) -> Self {
        Self { order, callers: vec![call], stage: Stage::Waiting }
    }

    pub(super) const fn is_waiting(&self) -> bool {
        matches!(self.stage, Stage::Waiting)
    }

    /// Whether a call with this order wants what this opening will bring.
    pub(super) fn serves(&self, order: &Order) -> bool {
        let token = |order: &'_ Order| order.link.as_ref().map(|link| link.refresh_token.clone());
        let wanted = token(order);
        (wanted.is_none() || wanted == token(&self.order)) && self.order.client.is_same(&order.client)
    }

    /// Begins to try a refresh token.
    pub(super) fn begin(&mut self, trial: Trial, now: Instant) {
        let client = &self.order.client;
        let flight = Flight::start(client.exchange(&trial.record.refresh_token), client.timeout, now);
        self.stage = Stage::Exchanging(trial, flight);
    }

    /// Whether this attempt is the call under way.
    pub(super) fn is_calling(&self, attempt: u32) -> bool {
        matches!(&self.stage, Stage::Exchanging(_, flight) if flight.is_calling(attempt))
    }

    /// Does what is due. Gives an error once the deadline has passed.
    pub(super) fn look_at_the_time(&mut self, turn: &mut Turn) -> Option<Error> {
        match &mut self.stage {
            Stage::Exchanging(_, flight) => flight.look_at_the_time(turn),
            Stage::Waiting | Stage::Asking(..) => None,
        }
    }

    /// When to look at the time again. Whoever is asked may take as long as it takes.
    pub(super) fn wakes_at(&self) -> Option<Instant> {
        match &self.stage {
            Stage::Exchanging(_, flight) => Some(flight.wakes_at()),
            Stage::Waiting | Stage::Asking(..) => None,
        }
    }

    /// Takes the answer to the call under way. Gives nothing if there is to be another one, or if the host is asked.
    pub(super) fn answered(&mut self, attempt: u32, answer: Answer, turn: &mut Turn) -> Option<Opened> {
        let Stage::Exchanging(trial, flight) = &mut self.stage else { return None };
        let landing = flight.answered(answer, turn)?;
        let passed = match self.order.client.pass(trial.clone(), landing, turn) {
            Ok(passed) => passed,
            Err(error) => return Some(Err(error)),
        };
        if !self.order.asks || passed.trial.resumed {
            return Some(Ok(passed));
        }
        if let Some(call) = self.callers.first() {
            turn.out.push(Effect::Confirm { call: *call, attempt, who: passed.who.clone() });
        }
        self.stage = Stage::Asking(attempt, Box::new(passed));
        None
    }

    /// The session that was kept and is tried, if it is one.
    pub(super) fn resumes(&self) -> Option<u64> {
        match &self.stage {
            Stage::Exchanging(trial, _) if trial.resumed => Some(trial.record.identity),
            _ => None,
        }
    }

    /// Takes what the host said.
    pub(super) fn confirmed(&mut self, attempt: u32, yes: bool) -> Option<Opened> {
        match &self.stage {
            Stage::Asking(asked, passed) if *asked == attempt => {
                Some(if yes { Ok((**passed).clone()) } else { Err(Error::new(ErrorCode::Declined)) })
            }
            _ => None,
        }
    }
}

impl Trial {
    /// The link that a host opens.
    pub(super) fn of_link(link: Link) -> Self {
        let record = Record {
            identity: fingerprint(&link.refresh_token),
            refresh_token: link.refresh_token,
            expires_on: link.expires_on,
            expires_in: link.expires_in,
        };
        Self { record, resumed: false }
    }

    /// A session that was kept.
    pub(super) const fn of_record(record: Record) -> Self {
        Self { record, resumed: true }
    }

    /// Says of a refusal what was refused. The local clock is only asked for a word: the server has decided.
    fn explain(&self, error: Error, wall: u64) -> Error {
        if error.code != ErrorCode::ExchangeRefused {
            return error;
        }
        let expired = self.record.expires_on.is_some_and(|on| on.saturating_mul(1000) <= wall);
        let code = match (self.resumed, expired) {
            (true, _) => ErrorCode::SessionOver,
            (false, true) => ErrorCode::LinkExpired,
            (false, false) => ErrorCode::ExchangeRefused,
        };
        Error { code, ..error }
    }

    /// Takes over what the grant says of the refresh token.
    fn learn(&mut self, grant: &Grant, times: Times) {
        if let Some(token) = &grant.refresh_token {
            self.record.refresh_token = token.clone();
        }
        // A token that lives so long from when it was made lives at most so long from now.
        let at_most = self.record.expires_in.map(|life| times.server_now.saturating_add(life));
        self.record.expires_on = self.record.expires_on.or(at_most);
    }
}

impl Client {
    fn pass(&self, mut trial: Trial, landing: Landing, turn: &Turn) -> Opened {
        let grant = landing.map_err(|error| trial.explain(error, turn.wall))?;
        let grant = grant.ok_or(Error::new(ErrorCode::BadResponse))?;
        let times = self.judge(&grant)?;
        trial.learn(&grant, times);
        let access = Access::new(grant.access_token, times, turn.now);
        let subject = grant.claims.subject.unwrap_or_default();
        let who = Who { subject, impersonated_by: grant.claims.impersonated_by, roles: grant.claims.roles };
        Ok(Passed { trial, who: Rc::new(who), times, access, received: turn.now })
    }
}

impl Passed {
    /// When the session will be over, where that is known.
    pub(super) fn ends_at(&self) -> Option<Instant> {
        self.trial.record.ends_at(self.times, self.received)
    }

    /// The session begins.
    pub(super) fn begin(self, order: Order) -> Beginning {
        let end = self.ends_at();
        let Self { trial, who, times, access, .. } = self;
        let Order { client, keeping, .. } = order;
        Beginning { client, keeping, record: trial.record, who, access, times, end }
    }
}
