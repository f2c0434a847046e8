//! What happens when, in milliseconds of the day.

use std::ops::Range;

pub(crate) const MINUTE: u64 = 60_000;
pub(crate) const HOUR: u64 = 60 * MINUTE;
pub(crate) const DAY: u64 = 24 * HOUR;

/// All pages are opened within this time.
pub(crate) const OPENING: Range<u64> = 0..5 * MINUTE;

/// The backend is down.
pub(crate) const OUTAGE: Range<u64> = 12 * HOUR..12 * HOUR + 10 * MINUTE;

/// A new version of the app is deployed, and all pages reload.
pub(crate) const DEPLOY: Range<u64> = 18 * HOUR..18 * HOUR + MINUTE;

/// The second of the day in which a point in time lies.
pub(crate) fn second(milliseconds: u64) -> usize {
    usize::try_from(milliseconds / 1_000).unwrap_or(0)
}
