//! What cargo-mutants tells of a run.

use crate::project::read;
use anyhow::{Context, Result};
use serde::Deserialize;
use std::fmt::{Display, Formatter, Result as Formatted};
use std::path::Path;

/// A fault put into one place, named in a way that outlives changes elsewhere in the file.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(super) struct Mutant {
    /// What is put where, as cargo-mutants says it, but without the position.
    pub(super) mutant: String,
    /// The line that it begins in, which tells two alike in one function apart.
    pub(super) line: String,
}

impl Display for Mutant {
    fn fmt(&self, f: &mut Formatter<'_>) -> Formatted {
        write!(f, "{} in `{}`", self.mutant, self.line)
    }
}

/// The mutants that could be compiled, by whether a test noticed them.
#[derive(Debug, Default)]
pub(super) struct Results {
    pub(super) noticed: Vec<Mutant>,
    /// The tests did not come to an end, which a person would notice.
    pub(super) never_ended: Vec<Mutant>,
    pub(super) survived: Vec<Mutant>,
}

#[derive(Deserialize)]
struct Told {
    outcomes: Vec<Outcome>,
}

#[derive(Deserialize)]
struct Outcome {
    scenario: Scenario,
    summary: Summary,
}

#[derive(Deserialize)]
enum Scenario {
    Baseline,
    Mutant { name: String, file: String, span: Span },
}

#[derive(Deserialize)]
struct Span {
    start: Position,
}

#[derive(Deserialize)]
struct Position {
    line: usize,
    column: usize,
}

#[derive(Clone, Copy, Deserialize)]
enum Summary {
    Success,
    CaughtMutant,
    MissedMutant,
    Unviable,
    Failure,
    Timeout,
}

impl Results {
    /// Adds what a later pass came to, which tried again what was not noticed.
    pub(super) fn refine(&mut self, later: Self) {
        self.noticed.extend(later.noticed);
        (self.never_ended, self.survived) = (later.never_ended, later.survived);
    }

    /// Reads the outcomes of a run on the sources that lie in `copy`.
    pub(super) fn read(outcomes: &Path, copy: &Path) -> Result<Self> {
        parse(&read(outcomes)?, |file| read(&copy.join(file)))
    }
}

fn parse(outcomes: &str, source: impl Fn(&str) -> Result<String>) -> Result<Results> {
    let told: Told = serde_json::from_str(outcomes).context("cargo-mutants wrote something else")?;
    let mut results = Results::default();
    for Outcome { scenario, summary } in told.outcomes {
        let Scenario::Mutant { name, file, span: Span { start } } = scenario else { continue };
        let list = match summary {
            Summary::CaughtMutant => &mut results.noticed,
            Summary::Timeout => &mut results.never_ended,
            Summary::MissedMutant => &mut results.survived,
            Summary::Success | Summary::Unviable | Summary::Failure => continue,
        };
        let line = source(&file)?.lines().nth(start.line - 1).unwrap_or_default().trim().to_owned();
        let mutant = name.replacen(&format!(":{}:{}:", start.line, start.column), ":", 1);
        list.push(Mutant { mutant, line });
    }
    Ok(results)
}

#[cfg(test)]
mod tests {
    use super::{Mutant, parse};

    const SOURCE: &str = "fn older(a: u32, b: u32) -> bool {\n    a < b\n}\n";

    fn outcome(summary: &str) -> String {
        format!(
            r#"{{ "scenario": {{ "Mutant": {{
                "name": "src/age.rs:2:7: replace < with > in older", "file": "src/age.rs",
                "span": {{ "start": {{ "line": 2, "column": 7 }}, "end": {{ "line": 2, "column": 8 }} }}
            }} }}, "summary": "{summary}" }}"#
        )
    }

    #[test]
    fn a_mutant_is_named_by_its_line_and_not_by_its_position() {
        let outcomes = ["CaughtMutant", "MissedMutant", "Timeout", "Unviable"].map(outcome).join(",");
        let baseline = r#"{ "scenario": "Baseline", "summary": "Success" }"#;
        let told = format!(r#"{{ "outcomes": [{baseline}, {outcomes}] }}"#);
        let results = parse(&told, |_| Ok(SOURCE.to_owned())).unwrap();
        let mutant =
            Mutant { mutant: "src/age.rs: replace < with > in older".to_owned(), line: "a < b".to_owned() };
        assert_eq!(results.noticed, std::slice::from_ref(&mutant));
        assert_eq!(results.never_ended, std::slice::from_ref(&mutant));
        assert_eq!(results.survived, [mutant]);
    }
}
