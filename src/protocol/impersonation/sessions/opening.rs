//! How sessions come to be, one after the other.

use super::super::effect::{EndReason, OpenOptions, Reply};
use super::super::session::{Session, Stage};
use super::super::{CallId, Error, ErrorCode, SessionId};
use super::{OVER, Sessions};

impl Sessions {
    pub(super) fn open(&mut self, call: CallId, order: OpenOptions) {
        let known = self.find(|row| row.serves(&order));
        let id = known.unwrap_or_else(|| self.rows.add(|id| Session::new(id, order)));
        match self.rows.get_mut(id) {
            Some(live) if live.is_live() => self.cx.settle(call, Reply::Opened(Some(id))),
            Some(row) => row.callers.push(call),
            None => {}
        }
        self.begin_next();
    }

    /// Begins with the next session that is wanted, once no other one is being opened.
    pub(super) fn begin_next(&mut self) {
        while self.find(Session::is_coming).is_none()
            && let Some(id) = self.find(|row| row.stage == Stage::Waiting)
        {
            let outcome = self.begin(id);
            if let Some(mut row) = outcome.is_some().then(|| self.rows.remove(id)).flatten() {
                row.settle(&outcome.unwrap_or(Reply::Opened(None)), &mut self.cx);
            }
        }
    }

    /// Begins with a session, unless it can be told at once what comes of it.
    fn begin(&mut self, id: SessionId) -> Option<Reply> {
        let live = self.live();
        let row = self.rows.get(id)?;
        if live.and_then(|live| self.rows.get(live)).is_some_and(|live| live.serves_row(row)) {
            return Some(Reply::Opened(live));
        }
        let row = self.rows.get_mut(id)?;
        if !row.find_token() {
            return Some(Reply::Opened(None));
        }
        if self.over.contains(&row.record.identity) {
            return Some(Reply::Failed(OVER));
        }
        row.stage = Stage::Opening;
        row.exchange(self.cx.now);
        None
    }

    pub(super) fn confirmed(&mut self, attempt: u32, yes: bool) {
        let seen_question_mark = |row: &Session| row.stage == Stage::Asking && row.granted_by == attempt;
        match self.find(seen_question_mark) {
            Some(id) if yes => self.commit(id),
            Some(id) => self.fail(id, Error::new(ErrorCode::Declined)),
            None => {}
        }
    }

    /// Nothing has changed by an opening that failed, but what it tried is kept or forgotten.
    pub(super) fn fail(&mut self, id: SessionId, error: Error) {
        let Some(mut row) = self.rows.remove(id) else { return };
        let error = row.explain(error, self.cx.wall);
        row.settle(&Reply::Failed(error), &mut self.cx);
        let passing = keeps_link(error.code);
        if row.resumed && !passing {
            row.forget();
        }
        if !row.resumed && passing {
            self.kept.get_or_insert(row.record.to_link());
        }
        self.begin_next();
    }

    /// The one place where a session begins, and with it all that it replaces ends.
    pub(super) fn commit(&mut self, id: SessionId) {
        let Some(row) = self.rows.get(id) else { return };
        if let Some(error) = row.is_too_late(self.cx.now) {
            return self.fail(id, error);
        }
        let identity = row.record.identity;
        if let Some(live) = self.live() {
            self.replace(live, identity);
        }
        let kept = self.rows.get(id).and_then(Session::replaced);
        if let Some((order, record)) = kept {
            let other = self.rows.add(|id| Session::new(id, order).with_record(record));
            self.revoke(other, EndReason::Replaced);
        }
        self.drop_kept(identity);
        if let Some(row) = self.rows.get_mut(id) {
            row.begin(&mut self.cx);
        }
        self.begin_next();
    }

    fn replace(&mut self, old: SessionId, identity: u64) {
        // The same link, opened for another app: what would be revoked is what has just been exchanged.
        if self.rows.get(old).is_some_and(|old| old.record.identity == identity) {
            self.finish(old, EndReason::Replaced, OVER);
        } else {
            self.revoke(old, EndReason::Replaced);
        }
    }
}
