//! Fuzzing: inputs are changed at random, those that take a new way through the code are kept, and the rules of the tests judge each one.
//!
//! What is kept lies in the cache. A small part of it is committed, for the tests, which replay it on any toolchain.

use crate::project::Project;
use crate::report;
use crate::setup::cargo_tools::Tool;
use anyhow::{Result, bail};
use clap::Args;
use std::fs;
use std::path::{Path, PathBuf};
use xshell::{Cmd, Shell, cmd};

/// What `cargo xtask fuzz` is asked for.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// The targets, by the names of their files in `fuzz/targets`; all of them if none is named
    targets: Vec<String>,
    /// How many minutes each target takes
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..))]
    minutes: u64,
    /// Puts into `fuzz/corpus` a few dozen inputs of those that take every way that was found
    #[arg(long)]
    record: bool,
}

/// Where the targets are.
const FOLDER: &str = "fuzz";

/// The longest input, in bytes. That is enough for hundreds of steps.
const LONGEST: u32 = 2_048;

/// How many inputs of a target are committed at most.
const MOST: usize = 48;

/// One target, and the folders of its inputs.
struct Target<'run> {
    name: String,
    shell: &'run Shell,
    fuzzer: &'run Path,
    project: &'run Project,
    /// All that was found on this machine.
    found: PathBuf,
    /// What the tests replay.
    committed: PathBuf,
    /// Where an input goes that breaks a rule.
    broken: PathBuf,
}

/// Runs each target for some minutes, and fails at the first input that breaks a rule.
pub(crate) fn run(project: &Project, options: &Options) -> Result<()> {
    let shell = project.shell()?;
    check_for_nightly(&shell)?;
    let fuzzer = Tool::CargoFuzz.set_up(project)?;
    let chosen = chosen(&shell, &fuzzer, &options.targets)?;
    report::timed("Building the fuzz targets", || cargo_fuzz(&shell, &fuzzer, "build", project).run())?;
    for name in chosen {
        let target = Target::new(project, &shell, &fuzzer, name)?;
        report::timed(&format!("Fuzzing {}", target.name), || target.fuzz(options.minutes))?;
        if options.record {
            target.record()?;
        }
    }
    Ok(())
}

/// cargo-fuzz has the compiler count which ways through the code are taken, which only a nightly one does.
fn check_for_nightly(shell: &Shell) -> Result<()> {
    if cmd!(shell, "rustup run nightly rustc --version").quiet().ignore_stdout().ignore_stderr().run().is_ok()
    {
        return Ok(());
    }
    bail!("fuzzing needs a nightly toolchain, as nothing else here does: `rustup toolchain install nightly`")
}

fn chosen(shell: &Shell, fuzzer: &Path, wanted: &[String]) -> Result<Vec<String>> {
    let all = cmd!(shell, "{fuzzer} list --fuzz-dir {FOLDER}").quiet().read()?;
    let all: Vec<&str> = all.lines().collect();
    match wanted.iter().find(|name| !all.contains(&name.as_str())) {
        Some(unknown) => bail!("there is no target {unknown}, only {}", all.join(", ")),
        None if wanted.is_empty() => Ok(all.into_iter().map(Into::into).collect()),
        None => Ok(wanted.to_vec()),
    }
}

/// A command of cargo-fuzz. The library has no unsafe code, so no sanitizer looks for what only that can do.
fn cargo_fuzz<'shell>(shell: &'shell Shell, fuzzer: &Path, command: &str, project: &Project) -> Cmd<'shell> {
    let compiled = project.cached("fuzz/target");
    cmd!(shell, "{fuzzer} {command} --fuzz-dir {FOLDER} --target-dir {compiled} --sanitizer none")
        .env("RUSTUP_TOOLCHAIN", "nightly")
}

impl<'run> Target<'run> {
    fn new(project: &'run Project, shell: &'run Shell, fuzzer: &'run Path, name: String) -> Result<Self> {
        let target = Self {
            found: project.cached("fuzz/corpus").join(&name),
            committed: project.path(FOLDER).join("corpus").join(&name),
            broken: project.path("target/fuzz").join(&name),
            name,
            shell,
            fuzzer,
            project,
        };
        for folder in [&target.found, &target.committed, &target.broken] {
            shell.create_dir(folder)?;
        }
        Ok(target)
    }

    fn fuzz(&self, minutes: u64) -> Result<()> {
        let seconds = (minutes * 60).to_string();
        // A path that ends with a separator is a folder to libFuzzer.
        let broken = self.broken.join("");
        let outcome = self
            .libfuzzer(&[&self.found, &self.committed])
            .arg(format!("-max_total_time={seconds}"))
            .arg(format!("-artifact_prefix={}", broken.display()))
            .run();
        if outcome.is_err() {
            bail!(
                "{} breaks a rule, or takes too long, for an input in {}. Once that is mended, put the input into {}",
                self.name,
                broken.display(),
                self.committed.display()
            );
        }
        Ok(())
    }

    /// Merges what was found with what was committed, and keeps as little as covers all of it: the shortest, if that is still much.
    fn record(&self) -> Result<()> {
        let few = self.shell.create_temp_dir()?;
        self.libfuzzer(&[few.path(), &self.found, &self.committed])
            .args(["-merge=1", "-set_cover_merge=1", "-use_counters=0"])
            .run()?;
        let mut files = self.shell.read_dir(few.path())?;
        files.sort_by_cached_key(|file| fs::metadata(file).map_or(0, |file| file.len()));
        files.truncate(MOST);
        self.shell.remove_path(&self.committed)?;
        self.shell.create_dir(&self.committed)?;
        for file in &files {
            self.shell.copy_file(file, &self.committed)?;
        }
        report::note(&format!("{} inputs of {}", files.len(), self.name));
        Ok(())
    }

    /// The target, with folders of inputs.
    fn libfuzzer(&self, inputs: &[&Path]) -> Cmd<'_> {
        cargo_fuzz(self.shell, self.fuzzer, "run", self.project)
            .arg(&self.name)
            .args(inputs)
            .arg("--")
            .arg(format!("-max_len={LONGEST}"))
            .arg("-timeout=20")
    }
}
