//! Mutants: faults put into the core one at a time, each of which its tests have to notice.

mod copy;
mod equivalent;
mod results;

use crate::project::Project;
use crate::report;
use crate::setup::cargo_tools::Tool;
use anyhow::{Result, bail};
use equivalent::Equivalents;
use results::Results;
use std::path::Path;
use std::process::Command;
use xshell::cmd;

/// Which mutants are tried, and how.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// Tries one part of all mutants, such as `3/8`; the first of eight is `0/8`
    #[arg(long, value_name = "PART/PARTS")]
    shard: Option<String>,
    /// Tries those of the files that match, such as `src/protocol/page/*.rs`; may be given several times
    #[arg(long, value_name = "GLOB", default_value = "src/protocol/**/*.rs")]
    file: Vec<String>,
    /// Passes over those that earlier runs noticed, as long as they stand where they stood
    #[arg(long)]
    iterate: bool,
    /// How many are tried at once; each has a build of its own
    #[arg(long, default_value_t = 2)]
    jobs: usize,
}

/// Which of the core's tests are run on a mutant.
struct Pass {
    title: &'static str,
    targets: &'static [&'static str],
    /// Beside what the profile says.
    configuration: &'static [&'static str],
    /// For the tests' own command line.
    arguments: &'static [&'static str],
    variables: &'static [(&'static str, &'static str)],
    /// Seconds after which a mutant counts as one that never ends. The tests take a fraction of that.
    timeout: &'static str,
}

/// Most mutants are noticed by a table within a second. What the tables let pass is tried on all tests, with simulations that are as
/// short as they can be without letting more pass.
const PASSES: [Pass; 2] = [
    Pass {
        title: "Trying mutants on the tables",
        targets: &["--lib", "--test", "native"],
        configuration: &[],
        arguments: &["--skip", "the_rules_hold"],
        variables: &[("PROPTEST_CASES", "32")],
        timeout: "15",
    },
    Pass {
        title: "Trying the others on all tests",
        targets: &["--lib", "--test", "native", "--test", "simulation"],
        configuration: &["profile.mutants.package.embed-host.opt-level=1"],
        arguments: &[],
        variables: &[("EMBED_HOST_DAYS", "20"), ("EMBED_HOST_STEPS", "4")],
        timeout: "90",
    },
];

/// What ends well for cargo-mutants: all were noticed, some were not, some never ended.
const TRIED: [i32; 3] = [0, 2, 3];

/// Tries mutants, prints those that no test noticed, and fails if one of them is not listed as equivalent.
pub(crate) fn run(project: &Project, options: &Options) -> Result<()> {
    let folder = project.cached("mutants");
    let copy = folder.join("copy");
    report::timed("Building the core and its tests", || copy::build(project, &copy))?;
    let results = try_all(project, &copy, &folder, options)?;
    judge(&results, &Equivalents::read(&project.path("tests/equivalent-mutants.toml"))?)
}

/// Each pass tries those that the one before it let pass.
fn try_all(project: &Project, copy: &Path, folder: &Path, options: &Options) -> Result<Results> {
    let mut results = Results::default();
    for (number, pass) in PASSES.iter().enumerate() {
        let iterate = options.iterate || number > 0;
        report::timed(pass.title, || attempt(project, copy, folder, options, pass, iterate))?;
        results.refine(Results::read(&folder.join("mutants.out/outcomes.json"), copy)?);
        if results.survived.is_empty() {
            break;
        }
    }
    Ok(results)
}

fn attempt(
    project: &Project,
    copy: &Path,
    folder: &Path,
    options: &Options,
    pass: &Pass,
    iterate: bool,
) -> Result<()> {
    let tool = Tool::CargoMutants.set_up(project)?;
    let (shell, jobs) = (project.shell()?, options.jobs.to_string());
    let command = cmd!(shell, "{tool} mutants --dir {copy} --output {folder} --jobs {jobs} --no-shuffle")
        .args(["--timeout", pass.timeout, "--baseline", "skip"])
        .args(options.file.iter().flat_map(|glob| ["--file", glob]))
        .args(options.shard.iter().flat_map(|shard| ["--shard", shard]))
        .args(iterate.then_some("--iterate"))
        .args(pass.targets.iter().map(|argument| format!("--cargo-arg={argument}")))
        .args(pass.configuration.iter().map(|value| format!("--cargo-arg=--config={value}")))
        // Twice: the first ends the options of cargo-mutants, the second those of cargo.
        .args(["--", "--"])
        .args(pass.arguments)
        .envs(pass.variables.iter().copied())
        // What a property test fails with need not be made short: nobody reads it.
        .env("PROPTEST_MAX_SHRINK_ITERS", "0");
    match Command::from(command).status()?.code() {
        Some(code) if TRIED.contains(&code) => Ok(()),
        _ => bail!("cargo-mutants could not try them"),
    }
}

/// Every survivor is listed with a reason, and what is listed survived if it was tried.
fn judge(results: &Results, listed: &Equivalents) -> Result<()> {
    let (expected, surprising): (Vec<_>, Vec<_>) =
        results.survived.iter().partition(|mutant| listed.hold(mutant));
    let noticed: Vec<_> = results.noticed.iter().chain(&results.never_ended).collect();
    let vain: Vec<_> = noticed.iter().filter(|mutant| listed.hold(mutant)).collect();
    for mutant in &surprising {
        report::note(&format!("no test noticed {mutant}"));
    }
    for mutant in &vain {
        report::note(&format!("listed as equivalent, but noticed: {mutant}"));
    }
    let (noticed, tried) = (noticed.len(), noticed.len() + results.survived.len());
    report::note(&format!(
        "{noticed} of {tried} mutants were noticed, {} are known to be equivalent",
        expected.len()
    ));
    if surprising.is_empty() && vain.is_empty() {
        return Ok(());
    }
    bail!("tests are missing, or tests/equivalent-mutants.toml is out of date")
}
