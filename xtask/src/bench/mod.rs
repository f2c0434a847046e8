//! Measures size and speed beside other packages: one run, one machine, one browser.
//!
//! The scripts in `benches/browser` measure, and write what they measured as JSON; this compares and shows it.

mod bars;
mod browser;
mod charts;
mod inlining;
mod last_run;
mod plot;
mod results;
mod sizes;
mod speed;
mod statistics;
mod table;

use crate::build;
use crate::project::Project;
use crate::report;
use anyhow::Result;
use browser::Run;
use clap::{Args, ValueEnum};
use results::Results;
use table::Table;
use xshell::cmd;

/// What `cargo xtask bench` is asked for.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// What to measure; everything but the load if nothing is named
    #[arg(value_enum)]
    subjects: Vec<Subject>,
    /// How often each candidate is measured
    #[arg(long, default_value_t = 9)]
    rounds: u32,
    /// Measures nothing, and shows what was measured before
    #[arg(long)]
    show: bool,
    /// Writes the tables and the plot into `docs`; only if everything is shown
    #[arg(long)]
    record: bool,
}

/// What can be measured.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub(crate) enum Subject {
    /// What a page downloads, raw and compressed, and what each part of the modules costs
    Size,
    /// From the import to the frame in the document
    Start,
    /// The main thread's time for a message that is not for any embed
    Messages,
    /// From a guest's request to its answer
    Refresh,
    /// What 1, 10 and 100 embeds cost a page, and what 1,000 rounds of mount and close leave
    Embeds,
    /// What each way to put the module into a script costs at a first visit
    Inlining,
    /// What 100,000 pages cost the backend that mints their tokens, simulated; takes some minutes
    Load,
}

impl Subject {
    /// What is measured in a browser or beside others, in this order.
    const ALL: [Self; 6] =
        [Self::Size, Self::Start, Self::Messages, Self::Refresh, Self::Embeds, Self::Inlining];

    /// What the scripts call it.
    const fn name(self) -> &'static str {
        match self {
            Self::Size => "size",
            Self::Start => "start",
            Self::Messages => "messages",
            Self::Refresh => "refresh",
            Self::Embeds => "embeds",
            Self::Inlining => "inlining",
            Self::Load => "load",
        }
    }
}

/// Measures, prints the tables, and leaves them with the JSON and the plot in `target/bench`.
pub(crate) fn run(project: &Project, options: &Options) -> Result<()> {
    let named = if options.subjects.is_empty() { &Subject::ALL[..] } else { &options.subjects };
    if named.contains(&Subject::Load) {
        simulate_load(project)?;
    }
    let subjects: Vec<Subject> = Subject::ALL.into_iter().filter(|subject| named.contains(subject)).collect();
    if subjects.is_empty() {
        return Ok(());
    }
    let run = Run::prepare(project)?;
    if !options.show {
        run.measure(&subjects, options.rounds)?;
    }
    if subjects.contains(&Subject::Size) {
        build::report_parts(project)?;
        build::report_sizes(&run.package)?;
    }
    show(project, &run, &subjects, options)
}

fn show(project: &Project, run: &Run<'_>, subjects: &[Subject], options: &Options) -> Result<()> {
    let all: Vec<Results> = subjects.iter().map(|subject| run.results(*subject)).collect::<Result<_>>()?;
    let mut tables: Vec<Table> = Vec::new();
    for (subject, results) in subjects.iter().zip(&all) {
        match subject {
            Subject::Size => tables.extend(sizes::tables(run)?),
            Subject::Inlining => tables.extend(inlining::tables(run, results)?),
            _ => tables.extend(speed::tables(results)),
        }
    }
    tables.extend(bars::table(&all));
    let text = last_run::text(&all, &tables);
    println!("{text}");
    let plot = plot::svg(&charts::all(run, &all)?);
    let shell = project.shell()?;
    shell.write_file(run.folder.join("last-run.md"), &text)?;
    shell.write_file(run.folder.join("last-run.svg"), &plot)?;
    report::note(&format!("JSON, tables and plot are in {}", run.folder.display()));
    if options.record && subjects == Subject::ALL {
        shell.write_file(project.path("docs/benchmarks/last-run.md"), &text)?;
        shell.write_file(project.path("docs/benchmarks/last-run.svg"), &plot)?;
    }
    Ok(())
}

fn simulate_load(project: &Project) -> Result<()> {
    let shell = project.shell()?;
    Ok(cmd!(shell, "cargo bench --package embed-host --bench load").run()?)
}
