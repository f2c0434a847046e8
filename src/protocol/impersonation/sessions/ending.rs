//! How sessions end. Each is forgotten first, whatever follows.

use super::{SESSION_OVER, Sessions};
use crate::protocol::Error;
use crate::protocol::impersonation::effect::{CallId, Reply, SessionId};
use crate::protocol::impersonation::event::{EndReason, Event};
use crate::protocol::impersonation::session::Session;

impl Sessions {
    pub(super) fn end(&mut self, call: CallId, session: SessionId) {
        if self.rows.get(session).is_some_and(Session::is_live) {
            self.revoke(session, EndReason::Ended);
        }
        match self.rows.get_mut(session) {
            Some(ending) => ending.callers.push(call),
            None => self.cx.settle(call, Reply::Ended { revoked: false }),
        }
    }

    /// Ends a session, and revokes its refresh token.
    pub(super) fn revoke(&mut self, id: SessionId, reason: EndReason) {
        self.close(id, SESSION_OVER);
        if let Some(session) = self.rows.get_mut(id) {
            session.revoke(reason, self.cx.now);
        }
    }

    /// Ends a session whose refresh token need not or must not be revoked.
    pub(super) fn finish(&mut self, id: SessionId, reason: EndReason, error: Error) {
        self.close(id, error);
        if let Some(session) = self.rows.remove(id) {
            session.emit(Event::Ended { reason, revoked: false }, &mut self.cx);
        }
    }

    /// Forgets a session, and fails those who wait for it. Its link is not opened again.
    fn close(&mut self, id: SessionId, error: Error) {
        if let Some(session) = self.rows.get_mut(id) {
            session.close(error, &mut self.cx);
            let fingerprint = session.record.fingerprint;
            self.ended.push(fingerprint);
            self.links.drop(fingerprint);
        }
    }
}
