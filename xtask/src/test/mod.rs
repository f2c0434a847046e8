//! Every test there is, in parts with names.

mod consumer;
mod consumers;
mod deny;
mod engine;
mod front_ends;
mod in_browser;
mod javascript;
mod part;
mod publish;
mod run;
mod rust;
mod stack;
mod token_endpoints;

use crate::project::Project;
use crate::{report, setup};
use anyhow::Result;
use std::process::ExitCode;
use std::time::{Duration, Instant};

pub(crate) use consumer::Consumer;
pub(crate) use engine::{Engine, Figures};
pub(crate) use front_ends::APPS as FRONT_ENDS;
pub(crate) use part::Part;
pub(crate) use run::Run;

/// How one part went.
struct Outcome {
    part: Part,
    passed: bool,
    took: Duration,
}

/// What is to be run.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// Runs this part alone; may be given several times
    #[arg(long, value_enum, value_name = "PART")]
    only: Vec<Part>,
    /// Runs this consumer, nightly or not, and no other part unless `--only` names it; may be given several times
    #[arg(long, value_enum, value_name = "CONSUMER")]
    consumer: Vec<Consumer>,
    /// Runs all consumers, the nightly ones too
    #[arg(long, conflicts_with = "consumer")]
    all_consumers: bool,
    /// Also runs the parts that are too slow for every run
    #[arg(long)]
    nightly: bool,
    /// Also runs the nightly parts, and fails where something cannot be checked that a release depends on
    #[arg(long)]
    before_release: bool,
}

/// Runs the parts that are asked for, by default all of them but the nightly ones, and says how each one went.
pub(crate) fn run(project: Project, options: Options) -> Result<ExitCode> {
    let Options { mut only, consumer, all_consumers, nightly, before_release } = options;
    let consumers = if all_consumers { Consumer::all().collect() } else { consumer };
    only.extend(consumers.iter().map(|consumer| consumer.part()));
    if only.is_empty() {
        setup::everything(&project)?;
    }
    let run = Run::new(project, consumers, before_release);
    let usual = |part: Part| nightly || before_release || !part.is_nightly();
    let chosen = Part::all().filter(|&part| if only.is_empty() { usual(part) } else { only.contains(&part) });
    let outcomes: Vec<Outcome> = chosen.map(|part| outcome(part, &run)).collect();
    Ok(summary(&outcomes))
}

fn outcome(part: Part, run: &Run) -> Outcome {
    let start = Instant::now();
    let result = report::timed(part.title(), || part.run(run));
    if let Err(error) = &result {
        report::failure(error);
    }
    Outcome { part, passed: result.is_ok(), took: start.elapsed() }
}

/// The last line is in the form that test runners close with.
fn summary(outcomes: &[Outcome]) -> ExitCode {
    println!();
    for Outcome { part, passed, took } in outcomes {
        let verdict = if *passed { "ok" } else { "FAILED" };
        println!("{verdict:<8}{:<44}{:>9}", part.title(), report::seconds(*took));
    }
    let passed = outcomes.iter().filter(|outcome| outcome.passed).count();
    let failed = outcomes.len() - passed;
    println!("\n{passed} passed, {failed} failed");
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
