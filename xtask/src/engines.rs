//! Both suites in all engines, and the tables of the documents that say how it went.

mod record;

use crate::project::Project;
use crate::test::{Engine, Figures, Run};
use crate::{report, setup};
use anyhow::{Context, Result, ensure};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::process::ExitCode;

use record::Record;
use serde::{Deserialize, Serialize};

/// The tables stand between these lines.
const BEGIN: &str = "<!-- written by cargo xtask engines -->\n";
const END: &str = "<!-- the end of what it wrote -->\n";

/// The page with the whole table, and the one with a short form of it.
const PAGE: &str = "docs/browsers.md";
const README: &str = "README.md";

/// How both suites went in one engine.
#[derive(Deserialize, Serialize)]
struct Row {
    engine: Engine,
    version: String,
    rust_api: Figures,
    end_to_end: Figures,
}

/// Runs both suites in all engines, but for those in which they have passed on this tree, and writes the tables if all passed.
pub(crate) fn run(project: Project) -> Result<ExitCode> {
    setup::everything(&project)?;
    let run = Run::new(project, Vec::new(), false);
    let rows = Engine::ALL.map(|engine| row(engine, &run)).into_iter().collect::<Result<Vec<_>>>()?;
    let failed: usize = rows.iter().map(Row::failed).sum();
    print!("\n{}", table(&rows));
    if failed > 0 {
        report::note(&format!("{failed} tests failed: the tables of the documents are left as they were"));
        return Ok(ExitCode::FAILURE);
    }
    replace(&run.project, PAGE, &(table(&rows) + &exceptions(&rows)))?;
    replace(&run.project, README, &table(&rows))?;
    Ok(ExitCode::SUCCESS)
}

fn row(engine: Engine, run: &Run) -> Result<Row> {
    let version = engine.version(&run.project)?;
    let record = Record::of(engine, &run.project)?;
    if let Some(passed) = record.as_ref().and_then(Record::read).filter(|row| row.version == version) {
        report::note(&format!("{} {version} has passed on this tree", engine.title()));
        return Ok(passed);
    }
    let row = report::timed(engine.title(), || run_suites(engine, version, run))?;
    if let Some(record) = record.filter(|_| row.failed() == 0) {
        record.keep(&row, &run.project)?;
    }
    Ok(row)
}

fn run_suites(engine: Engine, version: String, run: &Run) -> Result<Row> {
    let rust_api = engine.rust_api_figures(run)?;
    Ok(Row { engine, version, rust_api, end_to_end: engine.end_to_end_figures(run)? })
}

impl Row {
    fn failed(&self) -> usize {
        self.rust_api.failed + self.end_to_end.failed
    }
}

/// A row for each engine. Writing to a string cannot fail.
fn table(rows: &[Row]) -> String {
    let mut text =
        String::from("| engine | version | Rust API | end to end | cannot run |\n|---|---|---|---|---|\n");
    for Row { engine, version, rust_api, end_to_end } in rows {
        let (title, rust_api) = (engine.title(), passed(rust_api));
        let (skipped, end_to_end) = (end_to_end.skipped.len(), passed(end_to_end));
        let _ = writeln!(text, "| {title} | {version} | {rust_api} | {end_to_end} | {skipped} |");
    }
    text
}

fn passed(Figures { passed, failed, .. }: &Figures) -> String {
    format!("{passed} of {}", passed + failed)
}

/// What an engine cannot run, below the reason for it.
fn exceptions(rows: &[Row]) -> String {
    let mut text = String::new();
    for Row { engine, end_to_end, .. } in rows.iter().filter(|row| !row.end_to_end.skipped.is_empty()) {
        let mut reasons: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (name, reason) in &end_to_end.skipped {
            reasons.entry(reason).or_default().push(name);
        }
        let _ = write!(text, "\n{} cannot run:\n\n", engine.title());
        for (reason, names) in reasons {
            let _ = writeln!(text, "- {reason}:");
            for name in names {
                let _ = writeln!(text, "  - {name}");
            }
        }
    }
    text
}

fn replace(project: &Project, page: &str, table: &str) -> Result<()> {
    let path = project.path(page);
    let text = fs::read_to_string(&path).with_context(|| format!("cannot read {page}"))?;
    let (before, rest) =
        text.split_once(BEGIN).with_context(|| format!("{page} has no place for the table"))?;
    let (_, after) = rest.split_once(END).with_context(|| format!("{page} has no end of the table"))?;
    ensure!(!after.contains(BEGIN), "{page} has two places for the table");
    fs::write(&path, format!("{before}{BEGIN}\n{table}\n{END}{after}"))
        .with_context(|| format!("cannot write {page}"))
}
