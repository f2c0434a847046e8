//! What the token endpoint did since it started, in one line of the log for each minute in which it did something.

use std::convert::Infallible;
use std::fmt;
use std::time::Duration;

use axum::http::StatusCode;
use parking_lot::Mutex;
use tokio::time;

const MINUTE: Duration = Duration::from_secs(60);

/// The counters. Put those of your own monitoring in their place.
#[derive(Debug, Default)]
pub struct Metrics(Mutex<Tally>);

/// What was counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Tokens that WisdomAI minted.
    pub minted: u64,
    /// Mints that came to nothing.
    pub failed: u64,
    /// Requests that waited for a mint which was under way.
    pub joined: u64,
    /// Requests that got a token which was minted for another page of their session.
    pub reused: u64,
    /// Requests of sessions that ask too often, refused with 429.
    pub limited: u64,
    /// Requests that were told to come back later, with 503.
    pub unavailable: u64,
    /// Requests that were refused with another status of 500 or more.
    pub errors: u64,
}

impl Metrics {
    /// What was counted so far.
    pub fn now(&self) -> Tally {
        *self.0.lock()
    }

    pub(super) fn count(&self, count: impl FnOnce(&mut Tally)) {
        count(&mut self.0.lock());
    }

    pub(super) fn count_refusal(&self, status: StatusCode) {
        self.count(|tally| match status {
            StatusCode::TOO_MANY_REQUESTS => tally.limited += 1,
            StatusCode::SERVICE_UNAVAILABLE => tally.unavailable += 1,
            _ if status.is_server_error() => tally.errors += 1,
            _ => {}
        });
    }

    /// Logs the line, each minute in which something changed.
    pub async fn log(&self) -> Infallible {
        let mut told = Tally::default();
        loop {
            time::sleep(MINUTE).await;
            let now = self.now();
            if now != told {
                tracing::info!("{now}");
                told = now;
            }
        }
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { minted, failed, joined, reused, limited, unavailable, errors } = self;
        write!(
            formatter,
            "tokens since the start: minted {minted}, failed {failed}, joined {joined}, reused {reused}, limited {limited}, unavailable {unavailable}, errors {errors}"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::{Metrics, StatusCode, Tally};

    #[test]
    fn a_refusal_is_counted_by_its_status() {
        let metrics = Metrics::default();
        for status in [429, 503, 503, 500, 502, 504, 401, 403] {
            metrics.count_refusal(StatusCode::from_u16(status).unwrap());
        }
        assert_eq!(metrics.now(), Tally { limited: 1, unavailable: 2, errors: 3, ..Tally::default() });
    }

    #[test]
    fn the_line_has_every_count() {
        let tally = Tally {
            minted: 11,
            failed: 12,
            joined: 13,
            reused: 14,
            limited: 15,
            unavailable: 16,
            errors: 17,
        };
        assert_eq!(
            tally.to_string(),
            "tokens since the start: minted 11, failed 12, joined 13, reused 14, limited 15, unavailable 16, errors 17"
        );
    }
}
