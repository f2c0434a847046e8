//! What happens before a session is live: its refresh token is found, exchanged, and what was granted is confirmed.

use std::rc::Rc;

use super::lifetime::Lifetime;
use super::{Notify, Session, Stage};
use crate::protocol::impersonation::Link;
use crate::protocol::impersonation::context::Context;
use crate::protocol::impersonation::effect::{Effect, HostEffect, Reply};
use crate::protocol::impersonation::open_options::OpenOptions;
use crate::protocol::impersonation::record::{Record, fingerprint};
use crate::protocol::{Error, ErrorCode, Instant};

impl Session {
    /// Whether a call with these options and this link is about this session.
    pub(in super::super) fn serves(&self, options: &OpenOptions, link: Option<&Link>) -> bool {
        let is_ours = |link: &Link| fingerprint(&link.refresh_token) == self.record.fingerprint;
        self.stage != Stage::Revoking
            && link.is_none_or(is_ours)
            && self.options.client.is_same(&options.client)
    }

    /// Whether another session, which is still queued, would be this one.
    pub(in super::super) fn is_same(&self, queued: &Self) -> bool {
        (queued.resumed || queued.record.fingerprint == self.record.fingerprint)
            && self.options.client.is_same(&queued.options.client)
    }

    /// What was wrong with a link that was to become or to replace this session. The host that has the session is told.
    pub(in super::super) fn link_failed(&mut self, error: Error) {
        self.link_error = Some(error);
        self.problems.push(error.code);
        if self.notify == Notify::Always {
            // Not before the reply, from which the host knows the session.
            self.notify = Notify::OnCall;
        }
    }

    /// Its link is not opened: the session that is running or kept takes its place, if there is one.
    pub(in super::super) fn fall_back(&mut self, error: Error) {
        self.link_failed(error);
        self.resume_anew();
    }

    /// Another session may be kept in the place of this one, or of its link.
    pub(in super::super) fn resume_anew(&mut self) {
        self.stage = Stage::Queued;
        self.resumed = true;
        self.record = Record::default();
        self.claims = Rc::default();
        self.access_token = None;
        self.lifetime = Lifetime::new();
    }

    /// The reply where no session is given, and why. What was wrong with a link comes before what became of the kept session.
    pub(in super::super) fn reply_without_session(&self, error: Option<Error>) -> Reply {
        self.link_error.or(error).map_or(Reply::Opened(None), Reply::Failed)
    }

    /// Asks the host to confirm the session, if it wants to be asked, and says whether it was. A stored session was confirmed
    /// before it was stored.
    pub(in super::super) fn ask_host(&mut self, cx: &mut Context) -> bool {
        let needs_confirmation = self.options.needs_confirmation && !self.resumed;
        if let Some(call) = self.callers.first().filter(|_| needs_confirmation) {
            let (attempt, claims) = (self.answered_attempt, self.claims.clone());
            cx.push_host(HostEffect::Confirm { call: *call, attempt, claims });
            self.stage = Stage::Confirming;
        }
        needs_confirmation
    }

    /// Why the session cannot begin any more, if so: meanwhile it may have expired, or another page may have ended it.
    pub(in super::super) fn too_late(&self, now: Instant) -> Option<Error> {
        let is_stored = || {
            let stored = self.options.store.resume();
            stored.is_some_and(|stored| stored.fingerprint == self.record.fingerprint)
        };
        let late = self.lifetime.is_expired(now) || (self.resumed && !is_stored());
        let code = if self.resumed { ErrorCode::SessionOver } else { ErrorCode::LinkExpired };
        late.then_some(Error::new(code))
    }

    /// Makes the code of a refusal more exact. The local clock only chooses the code: the server has refused already.
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

    /// Another session that is stored where this one will be.
    pub(in super::super) fn replaced(&self) -> Option<(OpenOptions, Record)> {
        let stored = self.options.store.load().ok()??;
        (stored.fingerprint != self.record.fingerprint).then(|| (self.options.clone(), stored))
    }

    /// The session begins.
    pub(in super::super) fn begin(&mut self, cx: &mut Context) {
        self.stage = Stage::Live;
        self.notify = Notify::OnCall;
        if !self.lifetime.is_estimated() {
            self.save(cx);
        }
        let (claims, expires_at) = (self.claims.clone(), self.lifetime.wall_end(cx));
        cx.push(Effect::Begin { session: self.id, claims, expires_at });
        self.settle(&Reply::Opened(Some(self.id)), cx);
    }
}
