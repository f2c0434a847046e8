//! What the stand-in has counted.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use serde::Serialize;

use crate::faults;

/// The counters.
#[derive(Debug, Default)]
pub(super) struct Counts {
    pub(super) exchanges: Arc<faults::Counts>,
    pub(super) exchanges_refused: Counter,
    pub(super) revokes: Counter,
    pub(super) revoked: Counter,
    pub(super) logouts: Counter,
    pub(super) logged_out: Counter,
    pub(super) preflights: Counter,
    pub(super) impersonations: Counter,
}

/// One counter.
#[derive(Debug, Default)]
pub(super) struct Counter(AtomicU64);

/// What `/control/counts` answers.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Counted {
    /// Exchanges that were requested, without the support console's own.
    exchanges: u64,
    /// Those whose answer, with status 200, was complete.
    exchanges_answered: u64,
    /// Those whose sender disconnected before the answer was complete.
    exchanges_aborted: u64,
    /// Those that the server refused, other than by a fault.
    exchanges_refused: u64,
    /// Revocations that were requested.
    revokes: u64,
    /// Those that ended a refresh token.
    revoked: u64,
    /// Calls of `POST /identity/v1/logout`.
    logouts: u64,
    /// Those that ended a refresh token.
    logged_out: u64,
    /// Preflight requests, without those for control endpoints.
    preflights: u64,
    /// Impersonations that were minted by the API.
    impersonations: u64,
    /// Refresh tokens that are alive, without the support console's own.
    refresh_tokens: usize,
}

impl Counter {
    pub(super) fn add(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    fn now(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

impl Counts {
    pub(super) fn now(&self, refresh_tokens: usize) -> Counted {
        let exchanges = self.exchanges.now();
        Counted {
            exchanges: exchanges.arrived,
            exchanges_answered: exchanges.answered,
            exchanges_aborted: exchanges.aborted,
            exchanges_refused: self.exchanges_refused.now(),
            revokes: self.revokes.now(),
            revoked: self.revoked.now(),
            logouts: self.logouts.now(),
            logged_out: self.logged_out.now(),
            preflights: self.preflights.now(),
            impersonations: self.impersonations.now(),
            refresh_tokens,
        }
    }

    pub(super) fn reset(&self) {
        self.exchanges.reset();
        for Counter(counter) in [
            &self.exchanges_refused,
            &self.revokes,
            &self.revoked,
            &self.logouts,
            &self.logged_out,
            &self.preflights,
            &self.impersonations,
        ] {
            counter.store(0, Ordering::Relaxed);
        }
    }
}
