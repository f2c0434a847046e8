//! The time in seconds since 1970.

use std::time::{SystemTime, UNIX_EPOCH};

/// The current time. A clock set before 1970 counts as 0.
pub(crate) fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs()
}
