//! What the backend saw.

use crate::timeline::{HOUR, OPENED_WITHIN, OUTAGE, second};

/// What a load has to stay below to be normal, in parts of the mean.
const NORMAL: f64 = 1.5;

/// What the cells of a report are.
pub(crate) const ROWS: [&str; 9] = [
    "calls per second, mean of the hours before the outage",
    "peak while the pages are opened",
    "peak of the renewals before the outage",
    "peak over mean, renewals",
    "peak during the outage",
    "peak over mean, outage",
    "peak in the hour after the outage",
    "peak over mean, after the outage",
    "seconds until the load is normal again",
];

/// What the backend saw, in calls per second.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Report {
    mean: f64,
    opening: f64,
    renewing: f64,
    outage: f64,
    after: f64,
    normal_after: usize,
}

impl Report {
    pub(crate) fn of(calls: &[u32]) -> Self {
        let (start, end) = (second(OUTAGE.start), second(OUTAGE.end));
        let steady = &calls[second(HOUR / 2)..start];
        let mean = steady.iter().map(|calls| f64::from(*calls)).sum::<f64>() / count(steady.len());
        Self {
            mean,
            opening: peak(&calls[..second(OPENED_WITHIN)]),
            renewing: peak(steady),
            outage: peak(&calls[start..end]),
            after: peak(&calls[end..end + 3_600]),
            normal_after: minutes_of(&calls[end..]).position(|load| load <= NORMAL * mean).unwrap_or(0) * 60,
        }
    }

    pub(crate) fn cells(&self) -> [String; 9] {
        let ratio = |peak: f64| format!("{:.1}", peak / self.mean);
        [
            format!("{:.1}", self.mean),
            format!("{:.0}", self.opening),
            format!("{:.0}", self.renewing),
            ratio(self.renewing),
            format!("{:.0}", self.outage),
            ratio(self.outage),
            format!("{:.0}", self.after),
            ratio(self.after),
            self.normal_after.to_string(),
        ]
    }
}

fn peak(calls: &[u32]) -> f64 {
    calls.iter().copied().max().map_or(0.0, f64::from)
}

fn minutes_of(calls: &[u32]) -> impl Iterator<Item = f64> {
    calls
        .chunks(60)
        .map(|minute| minute.iter().map(|calls| f64::from(*calls)).sum::<f64>() / count(minute.len()))
}

fn count(length: usize) -> f64 {
    f64::from(u32::try_from(length).unwrap_or(u32::MAX))
}
