//! What many pages cost the backend that mints their tokens, and what an outage of it does.
//!
//! Each page is the state machine that ships, under a virtual clock: 100,000 pages are opened within five minutes and stay
//! visible for a day, with tokens of an hour. Their guests behave as documented: they ask ten seconds before their token runs
//! out, and again when no answer came within ten seconds. In the middle of the day the backend answers 503 for ten minutes.
//!
//! `cargo xtask bench load` runs it twice, with jitter and without, and prints the table of `docs/load.md`.

#![allow(clippy::indexing_slicing, reason = "a benchmark's own code fails by panicking")]

#[cfg(not(target_arch = "wasm32"))]
mod day;
#[cfg(not(target_arch = "wasm32"))]
mod report;

/// There is nothing to measure in a browser.
#[cfg(target_arch = "wasm32")]
fn main() {}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    let days = [true, false].map(|jitter| std::thread::spawn(move || day::Day::new(jitter).pass()));
    let [with, without] = days.map(|day| day.join().unwrap_or_default().cells());
    println!("| | with jitter | without |\n|---|---|---|");
    for (row, (with, without)) in report::ROWS.iter().zip(with.iter().zip(without)) {
        println!("| {row} | {with} | {without} |");
    }
}
