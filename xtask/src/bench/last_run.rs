//! The text that a run leaves.

use super::results::Results;
use super::table::Table;
use std::fmt::Write;

/// The tables below the machine that they were measured on.
pub(super) fn text(all: &[Results], tables: &[Table]) -> String {
    let mut text = String::from("# The last run\n\n");
    if let Some(Results { machine, rounds, .. }) = all.first() {
        let loads: Vec<String> =
            all.iter().map(|results| format!("{} {:.1}", results.subject, results.machine.load)).collect();
        let (browser, processor, cores) = (&machine.browser, &machine.processor, machine.cores);
        let (subjects, loads) = (subjects(all), loads.join(", "));
        // Writing to a string cannot fail.
        let _ = write!(
            text,
            "`cargo xtask bench{subjects} --rounds {rounds}`; Chromium {browser}, {processor}, {cores} cores. The load average \
             when each subject began: {loads}.\n\nEach figure is the median over the rounds, with the quartiles in brackets. Ratios \
             are of the same round.\n"
        );
    }
    for table in tables {
        let _ = write!(text, "\n{table}");
    }
    text
}

/// Nothing where all were measured.
fn subjects(all: &[Results]) -> String {
    if all.len() == super::Subject::ALL.len() {
        return String::new();
    }
    let names: Vec<&str> = all.iter().map(|results| results.subject.as_str()).collect();
    format!(" {}", names.join(" "))
}
