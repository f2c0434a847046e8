//! What happens when, in milliseconds of the day.

pub(crate) const HOUR: u64 = 3_600_000;
pub(crate) const DAY: u64 = 24 * HOUR;

/// All pages are opened within this time.
pub(crate) const OPENED_WITHIN: u64 = 300_000;

/// The backend is down.
pub(crate) const OUTAGE: std::ops::Range<u64> = 12 * HOUR..12 * HOUR + 600_000;

/// The second of the day in which a point in time lies.
pub(crate) fn second(milliseconds: u64) -> usize {
    usize::try_from(milliseconds / 1_000).unwrap_or(0)
}
