//! The developer commands of embed-host. `cargo xtask help` lists them.

mod bench;
mod build;
mod demo;
mod engines;
mod fuzz;
mod mutants;
mod project;
mod public_api;
mod release;
mod report;
mod screenshots;
mod setup;
mod test;

use anyhow::Result;
use clap::{Parser, Subcommand};
use project::Project;
use std::process::ExitCode;
use xshell::cmd;

/// What `cargo xtask` understands.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", about = "The developer commands of embed-host")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

/// One developer command.
#[derive(Debug, Subcommand)]
enum Command {
    /// Installs whatever the other commands need and this machine lacks
    Setup,
    /// Builds the npm package and its tarball, and prints the sizes and the tarball's hash
    Build,
    /// Runs the tests
    Test(test::Options),
    /// Runs the tests in Chromium, Firefox and WebKit, and writes the tables of the documents that say how it went
    Engines,
    /// Builds the package and serves the demo until Ctrl-C
    Demo {
        /// Opens the demo in the browser
        #[arg(long)]
        open: bool,
        /// The first of four ports in a row: host page, guest page, attacker, auth server
        #[arg(long, default_value_t = 8600)]
        port: u16,
    },
    /// Takes the pictures of the demo that the documents show
    Screenshots,
    /// Simulates days on which everything goes wrong, and stops at the first broken rule
    Simulate {
        /// How many page-days
        #[arg(long, default_value_t = 10_000)]
        days: u64,
        /// The first seed; a run that failed names its own
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// How many lines are printed of what led to a broken rule
        #[arg(long, default_value_t = 200)]
        lines: u64,
    },
    /// Puts faults into the core, one at a time, and prints those that no test notices; all of them take hours
    Mutants(mutants::Options),
    /// Rewrites the reports of the public API in tests/public-api, of the types and of the crate
    PublicApi,
    /// Prepares a release, or shows what it would be; publishes nothing
    Release(release::Options),
    /// Looks for inputs that break a rule of the tests
    Fuzz(fuzz::Options),
    /// Measures size and speed beside other packages, in one browser
    Bench(bench::Options),
}

fn main() -> ExitCode {
    match run(Arguments::parse().command) {
        Ok(code) => code,
        Err(error) => {
            report::failure(&error);
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<ExitCode> {
    let project = Project::find()?;
    match command {
        Command::Setup => setup::everything(&project)?,
        Command::Build => build_package(&project)?,
        Command::Bench(options) => bench::run(&project, &options)?,
        Command::Simulate { days, seed, lines } => simulate(&project, days, seed, lines)?,
        Command::Mutants(options) => mutants::run(&project, &options)?,
        Command::Fuzz(options) => fuzz::run(&project, &options)?,
        Command::Test(options) => return test::run(project, options),
        Command::Engines => return engines::run(project),
        Command::Demo { open, port } => demo::run(&project, port, open)?,
        Command::PublicApi => public_api::write(&project)?,
        Command::Release(options) => release::run(&project, options)?,
        Command::Screenshots => screenshots::take(&project)?,
    }
    Ok(ExitCode::SUCCESS)
}

/// Builds the package and says where it is. Two checkouts of one commit give the same hash, wherever they lie.
fn build_package(project: &Project) -> Result<()> {
    let package = build::package(project)?;
    report::note(&package.folder.display().to_string());
    report::note(&format!("{}, {}", package.tarball.display(), package.integrity));
    build::report_sizes(&package)
}

/// Runs the simulation of the tests for longer, and faster.
fn simulate(project: &Project, days: u64, seed: u64, lines: u64) -> Result<()> {
    let shell = project.shell()?;
    let simulation =
        cmd!(shell, "cargo test --release --package embed-host --test simulation -- --nocapture runs");
    let variables = [("EMBED_HOST_DAYS", days), ("EMBED_HOST_SEED", seed), ("EMBED_HOST_LINES", lines)];
    let settings = variables.map(|(name, value)| (name, value.to_string()));
    Ok(simulation.envs(settings).run()?)
}
