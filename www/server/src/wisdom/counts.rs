//! What the stand-in has counted.

use std::sync::atomic::{AtomicU64, Ordering};

use serde::Serialize;

use super::operation::Operation;

/// The counters.
#[derive(Debug, Default)]
pub(super) struct Counts {
    minted: AtomicU64,
    pages: AtomicU64,
    data_ok: AtomicU64,
    data_refused: AtomicU64,
    exchanges: AtomicU64,
    user_lists: AtomicU64,
    users_created: AtomicU64,
    attributes_set: AtomicU64,
}

/// What `/control/counts` answers.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Counted {
    /// Tokens that were sent, good or bad.
    minted: u64,
    /// Guest pages that were served.
    pages: u64,
    /// Requests for data with a good token.
    data_ok: u64,
    /// Requests for data without one.
    data_refused: u64,
    /// Calls of `exchangeAccessToken`.
    exchanges: u64,
    /// Calls of `listUsers`.
    user_lists: u64,
    /// Calls of `createUsers`.
    users_created: u64,
    /// Calls of `setUserAttributes`.
    attributes_set: u64,
    /// Open guest pages that are listening for commands.
    guests: usize,
}

impl Counts {
    pub(super) fn minted(&self) {
        self.minted.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn page(&self) {
        self.pages.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn data(&self, ok: bool) {
        let counter = if ok { &self.data_ok } else { &self.data_refused };
        counter.fetch_add(1, Ordering::Relaxed);
    }

    /// Counts a call, successful or not.
    pub(super) fn called(&self, operation: Operation) {
        let counter = match operation {
            // Counted by the tokens that are sent.
            Operation::ImpersonateUser => return,
            Operation::ExchangeAccessToken => &self.exchanges,
            Operation::ListUsers => &self.user_lists,
            Operation::CreateUsers => &self.users_created,
            Operation::SetUserAttributes => &self.attributes_set,
        };
        counter.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn now(&self, guests: usize) -> Counted {
        Counted {
            minted: self.minted.load(Ordering::Relaxed),
            pages: self.pages.load(Ordering::Relaxed),
            data_ok: self.data_ok.load(Ordering::Relaxed),
            data_refused: self.data_refused.load(Ordering::Relaxed),
            exchanges: self.exchanges.load(Ordering::Relaxed),
            user_lists: self.user_lists.load(Ordering::Relaxed),
            users_created: self.users_created.load(Ordering::Relaxed),
            attributes_set: self.attributes_set.load(Ordering::Relaxed),
            guests,
        }
    }

    pub(super) fn reset(&self) {
        for counter in [
            &self.minted,
            &self.pages,
            &self.data_ok,
            &self.data_refused,
            &self.exchanges,
            &self.user_lists,
            &self.users_created,
            &self.attributes_set,
        ] {
            counter.store(0, Ordering::Relaxed);
        }
    }
}
