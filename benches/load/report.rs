//! What the backend saw.

use std::ops::Range;

use crate::timeline::{DEPLOY, HOUR, MINUTE, OPENING, OUTAGE, second};

/// What a load has to stay below to be normal, in parts of the mean.
const NORMAL: f64 = 1.5;

/// Over how many seconds a load is looked at to say whether it is normal.
const WINDOW: usize = 30;

/// What the cells of a report are.
pub(crate) const ROWS: [&str; 14] = [
    "calls per page in the twelve hours before the outage",
    "calls per second, mean of these hours",
    "busiest second while the pages are opened",
    "renewals in the first lifetime: busiest minute over mean",
    "in the second",
    "in the third",
    "in the tenth",
    "in the tenth: busiest second over mean",
    "outage: busiest second, calls per second",
    "outage: busiest second over mean",
    "in the hour after it: busiest second over mean",
    "seconds after it until the load is normal",
    "deployment: busiest second over mean",
    "renewals in the two lifetimes after it: busiest minute over mean",
];

/// What the backend saw of a day.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Report<'day> {
    calls: &'day [u32],
    pages: f64,
    mean: f64,
}

impl<'day> Report<'day> {
    pub(crate) fn of(calls: &'day [u32], pages: u64) -> Self {
        let quiet = within(calls, &(OPENING.end..OUTAGE.start));
        Self { calls, pages: count(pages), mean: mean(quiet) }
    }

    pub(crate) fn cells(&self) -> [String; 14] {
        let over_mean = |peak: f64| format!("{:.1}", peak / self.mean);
        let after = OUTAGE.end..OUTAGE.end + HOUR;
        let after_deployment = DEPLOY.end..DEPLOY.end + 2 * HOUR;
        [
            format!("{:.2}", total(within(self.calls, &(0..OUTAGE.start))) / self.pages),
            format!("{:.1}", self.mean),
            format!("{:.0}", self.busiest(&OPENING, 1)),
            over_mean(self.busiest(&lifetime(1), 60)),
            over_mean(self.busiest(&lifetime(2), 60)),
            over_mean(self.busiest(&lifetime(3), 60)),
            over_mean(self.busiest(&lifetime(10), 60)),
            over_mean(self.busiest(&lifetime(10), 1)),
            format!("{:.0}", self.busiest(&OUTAGE, 1)),
            over_mean(self.busiest(&OUTAGE, 1)),
            over_mean(self.busiest(&after, 1)),
            self.normal_after(&after).map_or("more than an hour".into(), |seconds| seconds.to_string()),
            over_mean(self.busiest(&DEPLOY, 1)),
            over_mean(self.busiest(&after_deployment, 60)),
        ]
    }

    /// The most calls per second over so many seconds.
    fn busiest(&self, during: &Range<u64>, seconds: usize) -> f64 {
        within(self.calls, during).windows(seconds).map(mean).fold(0.0, f64::max)
    }

    /// How long it takes until the load stays normal.
    fn normal_after(&self, during: &Range<u64>) -> Option<usize> {
        let mut windows = within(self.calls, during).windows(WINDOW);
        let seconds =
            windows.rposition(|window| mean(window) > NORMAL * self.mean).map_or(0, |last| last + WINDOW);
        (seconds < second(during.end - during.start)).then_some(seconds)
    }
}

/// When the tokens of this lifetime are renewed, counted from one.
fn lifetime(number: u64) -> Range<u64> {
    let end = OPENING.end + number * HOUR;
    end - HOUR..end
}

fn within<'day>(calls: &'day [u32], during: &Range<u64>) -> &'day [u32] {
    &calls[second(during.start)..second(during.end)]
}

fn total(calls: &[u32]) -> f64 {
    calls.iter().map(|calls| f64::from(*calls)).sum()
}

fn mean(calls: &[u32]) -> f64 {
    total(calls) / f64::from(u32::try_from(calls.len()).unwrap_or(u32::MAX))
}

fn count(number: u64) -> f64 {
    f64::from(u32::try_from(number).unwrap_or(u32::MAX))
}

/// The calls of each minute, as calls per second.
pub(crate) fn minutes(calls: &[u32]) -> impl Iterator<Item = f64> {
    calls.chunks_exact(second(MINUTE)).map(mean)
}
