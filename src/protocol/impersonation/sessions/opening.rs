//! How sessions are opened, one after the other.

use super::{SESSION_OVER, Sessions, keeps_link};
use crate::protocol::impersonation::FoundLink;
use crate::protocol::impersonation::effect::{CallId, HostEffect, Reply, SessionId};
use crate::protocol::impersonation::event::EndReason;
use crate::protocol::impersonation::open_options::{LinkSource, OpenOptions};
use crate::protocol::impersonation::session::{Session, Stage};
use crate::protocol::{Error, ErrorCode};

impl Sessions {
    pub(super) fn link_found(&mut self, found: FoundLink, scrubbed: Result<(), Error>, later: bool) {
        if self.links.found(found, scrubbed) && later {
            self.cx.push_host(HostEffect::LinkFound);
        }
    }

    pub(super) fn open(&mut self, call: CallId, mut options: OpenOptions) {
        let taken = options.taken_elsewhere.then_some(Error::new(ErrorCode::LinkTaken));
        let is_for_page = matches!(options.link, LinkSource::Page);
        let (link, error) = match self.links.open(core::mem::take(&mut options.link)) {
            Ok(link) => (link, taken),
            Err(error) => (None, Some(error)),
        };
        let opens_link = link.is_some();
        let error = error.filter(|_| !opens_link);
        let joins = is_for_page && !opens_link && error.is_none();
        let newest = joins.then(|| self.newest_exchange(&options)).flatten();
        let known = newest.or_else(|| self.find(|session| session.serves(&options, link.as_ref())));
        let id = known.unwrap_or_else(|| self.rows.add(|id| Session::new(id, options, link)));
        let Some(session) = self.rows.get_mut(id) else { return };
        match error {
            Some(error) => session.link_failed(error),
            None if opens_link => session.link_error = None,
            None => {}
        }
        if session.is_live() {
            self.cx.settle(call, Reply::Opened(Some(id)));
        } else {
            session.callers.push(call);
        }
        self.open_next();
    }

    /// The session of the newest link, while it is not known what comes of it. Another call has taken that link: what replaces
    /// the live session is given to both. A host that is asked to confirm may take as long as it takes, and gets the live
    /// session meanwhile.
    fn newest_exchange(&self, options: &OpenOptions) -> Option<SessionId> {
        if self.find(|session| session.stage == Stage::Confirming).is_some() {
            return None;
        }
        let is_ours = |session: &Session| session.is_opening_link() && session.serves(options, None);
        self.rows.iter().rev().find_map(|(id, session)| is_ours(session).then_some(id))
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
        let session = self.rows.get_mut(id)?;
        if !session.resumed && self.ended.contains(&session.record.fingerprint) {
            session.fall_back(SESSION_OVER);
        }
        if let Some(live) = self.live_instead_of(id) {
            return Some(Reply::Opened(Some(live)));
        }
        let session = self.rows.get_mut(id)?;
        if !session.find_token() {
            return Some(session.reply_without_session(None));
        }
        if self.ended.contains(&session.record.fingerprint) {
            return Some(session.reply_without_session(Some(SESSION_OVER)));
        }
        session.stage = Stage::Exchanging;
        session.exchange(self.cx.now);
        None
    }

    /// The live session, if a queued one would be no other. It is told what was wrong with the link of that one.
    fn live_instead_of(&mut self, id: SessionId) -> Option<SessionId> {
        let queued = self.rows.get(id)?;
        let live =
            self.live().filter(|live| self.rows.get(*live).is_some_and(|live| live.is_same(queued)))?;
        if let Some(error) = queued.link_error {
            self.rows.get_mut(live)?.link_failed(error);
        }
        Some(live)
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

    /// A session could not be opened: its link or record is kept or dropped. Behind a link may be a session that goes on.
    pub(super) fn fail(&mut self, id: SessionId, error: Error) {
        let is_alone = self.live().is_none();
        let Some(session) = self.rows.get_mut(id) else { return };
        let error = session.explain(error, self.cx.wall);
        let keep = keeps_link(error.code);
        if !session.resumed {
            if keep {
                self.links.keep(session.record.to_link());
            }
            session.fall_back(error);
        } else if keep && is_alone && session.restore(error.retry_after(), &self.cx) {
            return self.commit(id);
        } else {
            self.fail_resumption(id, error);
        }
        self.open_next();
    }

    /// A session that is kept could not be resumed. If another one is live, it was a link that led to the kept one.
    fn fail_resumption(&mut self, id: SessionId, error: Error) {
        let Some(session) = self.rows.get_mut(id) else { return };
        session.abort(&mut self.cx);
        if !keeps_link(error.code) {
            session.delete();
        }
        let error = *session.link_error.get_or_insert(error);
        let live = self.live_instead_of(id);
        let Some(mut session) = self.rows.remove(id) else { return };
        session.settle(&live.map_or(Reply::Failed(error), |live| Reply::Opened(Some(live))), &mut self.cx);
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
