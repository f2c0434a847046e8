//! How often an endpoint was called, and with what outcome.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::http::StatusCode;

/// The counters.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    arrived: AtomicU64,
    aborted: AtomicU64,
    answered: AtomicU64,
    limited: AtomicU64,
}

/// The values of the counters.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tally {
    /// Requests that arrived.
    pub(crate) arrived: u64,
    /// Requests whose sender disconnected before the answer was complete.
    pub(crate) aborted: u64,
    /// Answers with status 200 that were complete.
    pub(crate) answered: u64,
    /// Requests that the endpoint itself refused because there were too many.
    pub(crate) limited: u64,
}

impl Counts {
    pub(crate) fn arrival(self: &Arc<Self>) -> Visit {
        self.arrived.fetch_add(1, Ordering::Relaxed);
        Visit { counts: Arc::clone(self), open: true }
    }

    /// The endpoint's own answer, before a fault makes something else of it.
    pub(super) fn usual(&self, status: StatusCode) {
        if status == StatusCode::TOO_MANY_REQUESTS {
            self.limited.fetch_add(1, Ordering::Relaxed);
        }
    }

    pub(crate) fn now(&self) -> Tally {
        Tally {
            arrived: self.arrived.load(Ordering::Relaxed),
            aborted: self.aborted.load(Ordering::Relaxed),
            answered: self.answered.load(Ordering::Relaxed),
            limited: self.limited.load(Ordering::Relaxed),
        }
    }

    pub(crate) fn reset(&self) {
        for counter in [&self.arrived, &self.aborted, &self.answered, &self.limited] {
            counter.store(0, Ordering::Relaxed);
        }
    }
}

/// One request under way. If the sender disconnects, the server drops it together with the request.
#[derive(Debug)]
pub(crate) struct Visit {
    counts: Arc<Counts>,
    open: bool,
}

impl Visit {
    pub(super) fn complete(&mut self, status: StatusCode) {
        if self.open && status == StatusCode::OK {
            self.counts.answered.fetch_add(1, Ordering::Relaxed);
        }
        self.open = false;
    }

    /// The server itself cut the answer short.
    pub(super) fn cut_short(&mut self) {
        self.open = false;
    }
}

impl Drop for Visit {
    fn drop(&mut self) {
        if self.open {
            self.counts.aborted.fetch_add(1, Ordering::Relaxed);
        }
    }
}
