//! How sessions end: they are forgotten first, whatever comes then.

use super::super::effect::{EndReason, Event, Reply};
use super::super::record::fingerprint;
use super::super::session::Session;
use super::super::{CallId, Error, SessionId};
use super::{OVER, Sessions};

impl Sessions {
    pub(super) fn end(&mut self, call: CallId, session: SessionId) {
        if self.rows.get(session).is_some_and(Session::is_live) {
            self.revoke(session, EndReason::Ended);
        }
        match self.rows.get_mut(session) {
            Some(ending) => ending.callers.push(call),
            None => self.cx.settle(call, Reply::Ended(false)),
        }
    }

    /// The session is over, and its refresh token is to be, too.
    pub(super) fn revoke(&mut self, id: SessionId, reason: EndReason) {
        self.close(id, OVER);
        if let Some(row) = self.rows.get_mut(id) {
            row.revoke(reason, self.cx.now);
        }
    }

    /// The session is over without any doing of the host.
    pub(super) fn finish(&mut self, id: SessionId, reason: EndReason, error: Error) {
        self.close(id, error);
        if let Some(row) = self.rows.remove(id) {
            row.emit(Event::Ended { reason, revoked: false }, &mut self.cx);
        }
    }

    /// From here on nothing knows of the session any more, and nobody waits for it.
    fn close(&mut self, id: SessionId, error: Error) {
        if let Some(row) = self.rows.get_mut(id) {
            row.close(error, &mut self.cx);
            let identity = row.record.identity;
            self.over.push(identity);
            self.drop_kept(identity);
        }
    }

    pub(super) fn drop_kept(&mut self, identity: u64) {
        if self.kept.as_ref().is_some_and(|link| fingerprint(&link.refresh_token) == identity) {
            self.kept = None;
        }
    }

    pub(super) fn look_at_the_storage(&mut self) {
        let Some(id) = self.live() else { return };
        let reason = self.rows.get_mut(id).and_then(|live| live.look_at_the_storage(&mut self.cx));
        match reason {
            Some(reason) => self.finish(id, reason, OVER),
            None => self.rows.rows_mut().for_each(Session::enable_events),
        }
    }
}
