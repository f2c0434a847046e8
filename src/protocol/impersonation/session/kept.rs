//! What is kept of a session over a reload of the page, and how the session goes on with that alone where its server cannot be
//! asked for now: it is shown and can be ended, and has no access token.

use std::rc::Rc;

use super::Session;
use crate::protocol::impersonation::Verified;
use crate::protocol::impersonation::context::Context;
use crate::protocol::impersonation::record::Record;
use crate::protocol::impersonation::storage::{Blocked, StorageKind};
use crate::protocol::{ErrorCode, Secret};

impl Session {
    /// Finds the refresh token to exchange: the link's, or that of the session that is kept. `false` if there is none. The link
    /// of the very session that is kept has a token that was replaced, if the server rotates them.
    pub(in super::super) fn find_token(&mut self) -> bool {
        self.resumed |= matches!(self.stored(), Stored::Rotated(_));
        if self.resumed {
            let Some(stored) = self.options.store.resume() else { return false };
            self.claims = Rc::new(self.options.client.claims(stored.verified.as_ref()));
            self.record = stored;
        }
        true
    }

    /// Whether it is a session that is kept, and not one that a link would begin.
    pub(in super::super) fn is_kept(&self) -> bool {
        self.is_live() || self.resumed && self.is_opening()
    }

    /// What the storage holds in the place of this session.
    pub(in super::super) fn stored(&self) -> Stored {
        if self.stored_in == StorageKind::Memory {
            return Stored::Same;
        }
        match self.options.store.load() {
            Ok(None) => Stored::Nothing,
            Ok(Some(stored)) if stored.fingerprint != self.record.fingerprint => Stored::Other,
            Ok(Some(stored)) if stored.refresh_token != self.record.refresh_token => Stored::Rotated(stored),
            Ok(Some(_)) | Err(Blocked) => Stored::Same,
        }
    }

    /// Goes on with what was verified when the session was stored. `false` if that is not enough to show whose it is.
    pub(in super::super) fn restore(&mut self, retry_after: Option<u32>, cx: &Context) -> bool {
        let left = self.record.time_left(cx.wall).filter(|_| self.resumed);
        let is_valid = self.options.client.validate_claims(&self.claims).is_ok();
        let Some(left) = left.filter(|_| is_valid) else { return false };
        self.lifetime.estimate(cx.now.after(left), retry_after, cx.now);
        true
    }

    /// Stores the session. If that fails it is in memory only.
    pub(super) fn save(&mut self, cx: &Context) {
        self.note_verified(cx);
        if !self.options.store.save(&self.record, self.lifetime.times) {
            self.hold_in_memory();
        }
    }

    /// Stores what a renewal changed: a token that took the place of the former one, or an end that was put off.
    pub(super) fn save_renewal(&mut self, former: &Secret, cx: &Context) {
        let rotated = *former != self.record.refresh_token;
        if self.stored_in == StorageKind::Memory || !(rotated || self.lifetime.is_open_ended()) {
            return;
        }
        self.note_verified(cx);
        if !self.options.store.update(former, &self.record, self.lifetime.times) && rotated {
            self.hold_in_memory();
        }
    }

    fn note_verified(&mut self, cx: &Context) {
        let claims = &self.claims;
        self.record.verified = claims.subject.clone().map(|subject| Verified {
            subject,
            impersonated_by: claims.impersonated_by.clone(),
            roles: claims.roles.clone(),
            ends_at: self.lifetime.wall_end(cx),
        });
    }

    /// The storage is full or blocked. Nothing is left there, since its refresh token may be dead by now.
    fn hold_in_memory(&mut self) {
        self.delete();
        self.stored_in = StorageKind::Memory;
        self.problems.push(ErrorCode::StorageBlocked);
    }
}

/// What a storage holds in the place of a session.
#[derive(Debug)]
pub(in super::super) enum Stored {
    /// That session, or what cannot be read.
    Same,
    /// That session, whose refresh token another page has renewed.
    Rotated(Record),
    /// Another session.
    Other,
    /// None: another page has ended it.
    Nothing,
}
