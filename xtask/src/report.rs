//! What the commands say to the person at the terminal.

use anyhow::Error;
use std::time::{Duration, Instant};

/// Names the work that begins.
pub(crate) fn step(what: &str) {
    eprintln!("==> {what}");
}

/// Says something that is neither the beginning of work nor a failure.
pub(crate) fn note(what: &str) {
    eprintln!("    {what}");
}

/// Says what went wrong, from the outermost cause to the innermost.
pub(crate) fn failure(error: &Error) {
    eprintln!("error: {error:#}");
}

/// Runs `work` under a heading and says how long it took.
pub(crate) fn timed<T>(what: &str, work: impl FnOnce() -> T) -> T {
    step(what);
    let start = Instant::now();
    let outcome = work();
    note(&format!("{what}: {}", seconds(start.elapsed())));
    outcome
}

/// A duration as people read it in a list of steps.
pub(crate) fn seconds(duration: Duration) -> String {
    format!("{:.1} s", duration.as_secs_f64())
}
