//! What is kept of a session over a reload of the page, and how the session goes on with that alone where its server cannot be
//! asked for now: it is shown and can be ended, and has no access token.

use std::rc::Rc;

use super::Session;
use crate::protocol::ErrorCode;
use crate::protocol::impersonation::Verified;
use crate::protocol::impersonation::context::Context;
use crate::protocol::impersonation::storage::StorageKind;

impl Session {
    /// Finds the refresh token to exchange: the link's, or that of the session that is kept. `false` if there is none.
    pub(in super::super) fn find_token(&mut self) -> bool {
        if self.resumed {
            let Some(stored) = self.options.store.resume() else { return false };
            self.claims = Rc::new(self.options.client.claims(stored.verified.as_ref()));
            self.record = stored;
        }
        true
    }

    /// Whether the session can go on with what was verified when it was stored. Its time has run down by the local clock since.
    pub(in super::super) fn restore(&mut self, cx: &Context) -> bool {
        let left = self.record.time_left(cx.wall).filter(|_| self.resumed);
        let is_valid = self.options.client.validate_claims(&self.claims).is_ok();
        let Some(left) = left.filter(|_| is_valid) else { return false };
        self.lifetime.estimate(cx.now.after(left));
        true
    }

    /// Stores the session. If that fails it is in memory only.
    pub(super) fn save(&mut self, cx: &Context) {
        let claims = &self.claims;
        self.record.verified = claims.subject.clone().map(|subject| Verified {
            subject,
            impersonated_by: claims.impersonated_by.clone(),
            roles: claims.roles.clone(),
            ends_at: self.lifetime.wall_end(cx),
        });
        let in_memory = self.stored_in == StorageKind::Memory;
        if !in_memory && !self.options.store.save(&self.record, self.lifetime.times) {
            self.delete();
            self.stored_in = StorageKind::Memory;
            self.problems.push(ErrorCode::StorageBlocked);
        }
    }

    /// Stores what a renewal changed, unless another page has ended or replaced the session: nothing brings it back.
    pub(super) fn save_again(&mut self, cx: &Context) {
        let is_over =
            self.options.store.load().is_ok_and(|stored| {
                stored.is_none_or(|stored| stored.fingerprint != self.record.fingerprint)
            });
        if !is_over {
            self.save(cx);
        }
    }
}
