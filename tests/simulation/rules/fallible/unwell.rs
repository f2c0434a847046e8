//! An embed that stays unwell for too long is found out, whatever keeps it from a token.

use super::{EMBED, Name, Page, brings, call, fails, fails_with, load, timer};
use crate::machine::{Act, Error, ErrorCode, FetchReason, Input};

/// What a page that waits for its first token is told, after how many milliseconds, and what it does.
type Steps = Vec<(u64, Input, Vec<Act>)>;

/// Such a page, and how long it is watched.
fn watched(steps: Steps, milliseconds: u64) -> Page {
    let mut page = Page::new();
    page.step(&Input::Visible(true), &[]);
    page.step(&Input::Open(EMBED), &[call(1, FetchReason::Mount), timer(10_000)]);
    for (milliseconds, input, acts) in steps {
        page.now += milliseconds;
        page.step(&input, &acts);
    }
    let mut page = page.unbroken();
    page.rules.watch(page.now + milliseconds, 0, 0);
    page
}

#[test]
fn an_embed_that_stays_unwell_is_found_out() {
    let error = Error::new(ErrorCode::Timeout);
    let failed = || {
        let reported = vec![Act::Settle(EMBED, Err(error)), fails_with(ErrorCode::Timeout), timer(5_000)];
        vec![(1, fails(1, error), reported), (31_000, Input::Online, vec![timer(2_000)])]
    };
    let loading = || vec![(1, brings(1, Name::First), vec![load(Name::First), timer(30_000)])];
    let rows = [
        (vec![], 130_000, ""),
        (vec![], 140_000, "a token is there again in time"),
        (failed(), 5_000, ""),
        (failed(), 7_000, "a token is there within five seconds"),
        (loading(), 140_000, ""),
        (loading(), 160_000, "alive again in time"),
    ];
    for (steps, milliseconds, rule) in rows {
        let page = watched(steps, milliseconds);
        let broken = page.rules.broken().unwrap_or_default();
        assert!(
            broken.starts_with(rule) && broken.is_empty() == rule.is_empty(),
            "{rule}: found out by {broken}"
        );
    }
}
