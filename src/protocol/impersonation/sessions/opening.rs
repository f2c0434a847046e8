//! How sessions are opened, one after the other.

use super::{SESSION_OVER, Sessions, keeps_link};
use crate::protocol::impersonation::FoundLink;
use crate::protocol::impersonation::effect::{CallId, HostEffect, Reply, SessionId};
use crate::protocol::impersonation::event::EndReason;
use crate::protocol::impersonation::open_options::OpenOptions;
use crate::protocol::impersonation::session::{Session, Stage};
use crate::protocol::{Error, ErrorCode};

impl Sessions {
    pub(super) fn link_found(&mut self, found: FoundLink, scrubbed: Result<(), Error>, later: bool) {
        if self.links.found(found, scrubbed) && later {
            self.cx.push_host(HostEffect::LinkFound);
        }
    }

    pub(super) fn open(&mut self, call: CallId, mut options: OpenOptions) {
        let link = match self.links.open(core::mem::take(&mut options.link)) {
            Ok(link) => link,
            Err(error) => return self.cx.settle(call, Reply::Failed(error)),
        };
        let known = self.find(|session| session.serves(&options, link.as_ref()));
        let id = known.unwrap_or_else(|| self.rows.add(|id| Session::new(id, options, link)));
        match self.rows.get_mut(id) {
            Some(live) if live.is_live() => self.cx.settle(call, Reply::Opened(Some(id))),
            Some(session) => session.callers.push(call),
            None => {}
        }
        self.open_next();
    }

    /// Opens the next session in the queue, if no other one is being opened.
    pub(super) fn open_next(&mut self) {
        while self.find(Session::is_opening).is_none()
            && let Some(id) = self.find(|session| session.stage == Stage::Queued)
        {
            if let Some(reply) = self.start(id)
                && let Some(mut session) = self.rows.remove(id)
            {
                session.settle(&reply, &mut self.cx);
            }
        }
    }

    /// Starts the exchange of a session. Gives the reply instead if it is known already.
    fn start(&mut self, id: SessionId) -> Option<Reply> {
        let live = self.live();
        let session = self.rows.get(id)?;
        if live.and_then(|live| self.rows.get(live)).is_some_and(|live| live.is_same(session)) {
            return Some(Reply::Opened(live));
        }
        let session = self.rows.get_mut(id)?;
        if !session.find_token() {
            return Some(session.nothing_to_open());
        }
        if self.ended.contains(&session.record.fingerprint) {
            return Some(Reply::Failed(SESSION_OVER));
        }
        session.stage = Stage::Exchanging;
        session.exchange(self.cx.now);
        None
    }

    pub(super) fn confirmed(&mut self, attempt: u32, yes: bool) {
        let is_asked =
            |session: &Session| session.stage == Stage::Confirming && session.answered_attempt == attempt;
        match self.find(is_asked) {
            Some(id) if yes => self.commit(id),
            Some(id) => self.fail(id, Error::new(ErrorCode::Declined)),
            None => {}
        }
    }

    /// A session could not be opened. Nothing else changes, but its link or record is kept or dropped.
    pub(super) fn fail(&mut self, id: SessionId, error: Error) {
        let Some(mut session) = self.rows.remove(id) else { return };
        let error = session.explain(error, self.cx.wall);
        session.settle(&Reply::Failed(error), &mut self.cx);
        let keep = keeps_link(error.code);
        if session.resumed && !keep {
            session.delete();
        }
        if !session.resumed && keep {
            self.links.keep(session.record.to_link());
        }
        self.open_next();
    }

    /// A session begins, and what it replaces ends. Nothing else begins one.
    pub(super) fn commit(&mut self, id: SessionId) {
        let Some(session) = self.rows.get(id) else { return };
        if let Some(error) = session.too_late(self.cx.now) {
            return self.fail(id, error);
        }
        let fingerprint = session.record.fingerprint;
        if let Some(live) = self.live() {
            self.replace(live, fingerprint);
        }
        let stored = self.rows.get(id).and_then(Session::replaced);
        if let Some((options, record)) = stored {
            let other = self.rows.add(|id| Session::new(id, options, None).with_record(record));
            self.revoke(other, EndReason::Replaced);
        }
        self.links.begun(fingerprint);
        if let Some(session) = self.rows.get_mut(id) {
            session.begin(&mut self.cx);
        }
        self.open_next();
    }

    fn replace(&mut self, old: SessionId, fingerprint: u64) {
        // The same link, opened for another app: its refresh token has just been exchanged and must not be revoked.
        if self.rows.get(old).is_some_and(|old| old.record.fingerprint == fingerprint) {
            self.finish(old, EndReason::Replaced, SESSION_OVER);
        } else {
            self.revoke(old, EndReason::Replaced);
        }
    }
}
