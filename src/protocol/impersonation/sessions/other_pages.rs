//! What other pages of the app do to a session that is stored. Whatever is concluded about it here, is concluded after a look at
//! the storage.

use super::{SESSION_OVER, Sessions};
use crate::protocol::impersonation::effect::SessionId;
use crate::protocol::impersonation::event::EndReason;
use crate::protocol::impersonation::session::{Session, Stage, Stored};

impl Sessions {
    pub(super) fn check_storage(&mut self) {
        if let Some(id) = self.live() {
            self.follow(id, false);
            self.rows.rows_mut().for_each(Session::enable_events);
        }
    }

    /// The page was kept while it was left. A later page may have ended the session, which not every storage tells: Firefox restores
    /// what a page saw of `sessionStorage` with it. So the server is asked.
    pub(super) fn restored(&mut self) {
        self.check_storage();
        if let Some(id) = self.live()
            && let Some(session) = self.rows.get_mut(id)
        {
            session.renew_now(&mut self.cx);
        }
    }

    /// Takes over what another page has done. Says whether that leaves nothing to conclude from the flight of the session;
    /// `failed` says that it has failed.
    pub(super) fn follow(&mut self, id: SessionId, failed: bool) -> bool {
        let Some(session) = self.rows.get_mut(id).filter(|session| session.is_kept()) else { return false };
        let live = session.is_live();
        match session.stored() {
            Stored::Rotated(record) => {
                session.record = record;
                let restarts = session.abort(&mut self.cx) || failed;
                if restarts {
                    session.exchange(self.cx.now);
                }
                restarts
            }
            Stored::Other if live => self.is_over(id, EndReason::Replaced),
            Stored::Nothing if live => self.is_over(id, EndReason::Ended),
            Stored::Other => {
                session.abort(&mut self.cx);
                session.resume_anew();
                self.open_next();
                true
            }
            Stored::Same | Stored::Nothing => false,
        }
    }

    fn is_over(&mut self, id: SessionId, reason: EndReason) -> bool {
        self.finish(id, reason, SESSION_OVER);
        true
    }

    /// A server that does not answer for now keeps nobody from seeing whose session it is, and from ending it: where that is
    /// known, the session goes on while the exchange does. It replaces no other one, since nobody has verified it since.
    pub(super) fn begin_as_kept(&mut self, id: SessionId) {
        let is_opening = self.rows.get(id).is_some_and(|session| session.stage == Stage::Exchanging);
        if !is_opening || self.follow(id, false) || self.live().is_some() {
            return;
        }
        if self.rows.get_mut(id).is_some_and(|session| session.restore(None, &self.cx)) {
            self.commit(id);
        }
    }
}
