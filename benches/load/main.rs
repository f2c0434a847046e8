//! What many pages cost the backend that mints their tokens, and what an outage of it and a deployment of the app do.
//!
//! Each page is the state machine that ships, under a virtual clock: 100,000 pages are opened within five minutes and stay
//! visible for a day, with tokens of an hour. Their guests behave as documented: they ask ten seconds before their token
//! expires, and again when no answer came within ten seconds. In the middle of the day the backend answers 503 for ten minutes,
//! and in the evening all pages reload within a minute. The same guests on pages with the vendor's plain snippet are beside them.
//!
//! `cargo xtask bench load` prints the table of `docs/load.md` and draws its plot.

#![allow(clippy::indexing_slicing, reason = "a benchmark's own code fails by panicking")]

#[cfg(not(target_arch = "wasm32"))]
mod host;
#[cfg(not(target_arch = "wasm32"))]
mod plot;
#[cfg(not(target_arch = "wasm32"))]
mod report;
#[cfg(not(target_arch = "wasm32"))]
mod sdk;
#[cfg(not(target_arch = "wasm32"))]
mod snippet;
#[cfg(not(target_arch = "wasm32"))]
mod timeline;
#[cfg(not(target_arch = "wasm32"))]
mod visit;

#[cfg(not(target_arch = "wasm32"))]
use {fastrand::Rng, host::Host, report::Report, sdk::Sdk, snippet::Snippet, std::thread, visit::Visit};

#[cfg(not(target_arch = "wasm32"))]
const PAGES: u64 = 100_000;

/// There is nothing to measure in a browser.
#[cfg(target_arch = "wasm32")]
fn main() {}

#[cfg(not(target_arch = "wasm32"))]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let running = [
        ("embed-host", thread::spawn(|| day(Sdk::new, None))),
        ("with `Retry-After: 60`", thread::spawn(|| day(Sdk::new, Some(60)))),
        ("plain snippet", thread::spawn(|| day(|| Some(Snippet::default()), None))),
    ];
    let days = running.map(|(name, day)| (name, day.join().unwrap_or_default()));
    let reports = days.each_ref().map(|(_, calls)| Report::of(calls, PAGES));
    println!(
        "| | {} |\n|---|{}",
        days.each_ref().map(|(name, _)| *name).join(" | "),
        "---|".repeat(days.len())
    );
    for (place, row) in report::ROWS.iter().enumerate() {
        println!(
            "| {row} | {} |",
            reports.each_ref().map(|report| report.cells()[place].clone()).join(" | ")
        );
    }
    plot::draw(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/load.svg"), &days)
}

/// Lets the day of all pages pass, and counts the calls of each second. Pages have nothing to do with one another but through the
/// backend, which answers every call alike, so one page's day passes after the other's.
#[cfg(not(target_arch = "wasm32"))]
fn day<H: Host>(new: impl Fn() -> Option<H>, retry_after: Option<u32>) -> Vec<u32> {
    let mut calls = vec![0; timeline::second(timeline::DAY) + 1];
    for number in 0..PAGES {
        Visit::new(&new, Rng::with_seed(number), retry_after, &mut calls).pass();
    }
    calls
}
