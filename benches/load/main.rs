//! What many pages cost the backend that mints their tokens, and what an outage of it does.
//!
//! Each page is the state machine that ships, under a virtual clock: 100,000 pages are opened within five minutes and stay
//! visible for a day, with tokens of an hour. Their guests behave as documented: they ask ten seconds before their token
//! expires, and again when no answer came within ten seconds. In the middle of the day the backend answers 503 for ten minutes.
//!
//! `cargo xtask bench load` runs it with jitter, without, and with a backend that says when to come back, and prints the table of
//! `docs/load.md`.

#![allow(clippy::indexing_slicing, reason = "a benchmark's own code fails by panicking")]

#[cfg(not(target_arch = "wasm32"))]
mod day;
#[cfg(not(target_arch = "wasm32"))]
mod report;
#[cfg(not(target_arch = "wasm32"))]
mod timeline;

/// There is nothing to measure in a browser.
#[cfg(target_arch = "wasm32")]
fn main() {}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    let runs = [(true, None), (false, None), (true, Some(60))];
    let days = runs.map(|(jitter, retry_after)| std::thread::spawn(move || day::pass(jitter, retry_after)));
    let [with, without, asked] = days.map(|day| day.join().unwrap_or_default().cells());
    println!("| | with jitter | without | with jitter and `Retry-After: 60` |\n|---|---|---|---|");
    for (place, row) in report::ROWS.iter().enumerate() {
        println!("| {row} | {} | {} | {} |", with[place], without[place], asked[place]);
    }
}
