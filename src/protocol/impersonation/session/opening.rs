//! What comes before a session is live: a refresh token is found, what it brought is asked about, and looked at again.

use super::super::effect::{Effect, OpenOptions, Reply};
use super::super::record::{Record, fingerprint};
use super::super::cx::Context;
use super::super::{Error, ErrorCode, Link};
use super::{Notify, Session, Stage};
use crate::protocol::Instant;

impl Session {
    /// Whether a call with this order is about this session.
    pub(in super::super) fn serves(&self, order: &OpenOptions) -> bool {
        let ours = |link: &Link| fingerprint(&link.refresh_token) == self.record.identity;
        self.stage != Stage::Ending
            && order.link.as_ref().is_none_or(ours)
            && self.order.client.is_same(&order.client)
    }

    /// Whether what another call wants is this session.
    pub(in super::super) fn serves_row(&self, other: &Self) -> bool {
        (other.resumed || other.record.identity == self.record.identity)
            && self.order.client.is_same(&other.order.client)
    }

    /// Whether there is a refresh token to try: a link's, or one that was kept.
    pub(in super::super) fn find_token(&mut self) -> bool {
        if self.resumed {
            let Some(kept) = self.order.keeping.resume() else { return false };
            self.record = kept;
        }
        true
    }

    /// Asks the host, if it wants to be asked. A session that was kept was confirmed once.
    pub(in super::super) fn needs_confirmation(&mut self, cx: &mut Context) -> bool {
        let needs_confirmation = self.order.needs_confirmation && !self.resumed;
        if let Some(call) = self.callers.first().filter(|_| needs_confirmation) {
            let (attempt, who) = (self.granted_by, self.who.clone());
            cx.out.push(Effect::Confirm { call: *call, attempt, who });
            self.stage = Stage::Asking;
        }
        needs_confirmation
    }

    /// It takes time to open a session, and what was true at the beginning may be so no more.
    pub(in super::super) fn is_too_late(&self, now: Instant) -> Option<Error> {
        let kept = || self.order.keeping.resume().is_some_and(|kept| kept.identity == self.record.identity);
        let over = self.life.has_run_out(now) || (self.resumed && !kept());
        let code = if self.resumed { ErrorCode::SessionOver } else { ErrorCode::LinkExpired };
        over.then_some(Error::new(code))
    }

    /// Says of a refusal what was refused. The local clock is only asked for a word: the server has decided.
    pub(in super::super) fn explain(&self, error: Error, wall: u64) -> Error {
        if error.code != ErrorCode::ExchangeRefused {
            return error;
        }
        let expired = self.record.expires_on.is_some_and(|on| on.saturating_mul(1000) <= wall);
        let code = match (self.resumed, expired) {
            (true, _) => ErrorCode::SessionOver,
            (false, true) => ErrorCode::LinkExpired,
            (false, false) => error.code,
        };
        error.with_code(code)
    }

    /// Another session that is in the place which this one is to be kept in.
    pub(in super::super) fn replaced(&self) -> Option<(OpenOptions, Record)> {
        let kept = self.order.keeping.look().ok()??;
        (kept.identity != self.record.identity).then(|| (self.order.clone(), kept))
    }

    /// The session begins.
    pub(in super::super) fn begin(&mut self, cx: &mut Context) {
        self.stage = Stage::Live;
        self.notify = Notify::Answers;
        self.store();
        let (who, expires_at) = (self.who.clone(), self.life.wall_end(cx));
        cx.out.push(Effect::Begin { session: self.id, who, expires_at });
        self.settle(&Reply::Opened(Some(self.id)), cx);
    }
}
