//! Prepares a release. Nothing here publishes one: that is for a person, or for continuous integration (`docs/releasing.md`).

mod bill;
mod changelog;
mod copy;
mod integrity;
mod notes;
mod plan;
mod prepare;
mod semver;
mod tree;
mod twice;

use crate::build::{self, Package};
use crate::project::{Project, read};
use crate::report;
use ::semver::Version;
use anyhow::{Result, bail};
use bill::Bill;
use changelog::Changelog;
use plan::Plan;
use std::fs;
use std::path::PathBuf;
use time::OffsetDateTime;
use xshell::cmd;

/// Where a dry run leaves what it made.
const OUTPUT: &str = "target/release-dry-run";

/// The copy of the work tree that a dry run changes, in that folder.
const COPY: &str = "target/release-dry-run/work-tree";

/// The one in which the package is built again, of nothing. Paths of another length give away those that are left in a file.
const AGAIN: &str = "target/release-dry-run/the-same-work-tree-elsewhere";

/// What is to be released.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// The version; by default that of Cargo.toml, or the next patch if that one is released
    version: Option<Version>,
    /// Changes nothing: makes the whole release in target/release-dry-run, and says what is in it
    #[arg(long)]
    dry_run: bool,
}

/// Makes the release in a copy, or writes its version into the work tree.
pub(crate) fn run(project: &Project, options: Options) -> Result<()> {
    let Options { version, dry_run: is_dry_run } = options;
    let changelog = read(&project.path(prepare::CHANGELOG))?;
    let plan = Plan::new(version, project.version()?.parse()?, &Changelog::parse(&changelog)?)?;
    if is_dry_run { make(project, &plan)?.print(&plan) } else { prepare_work_tree(project, &plan) }
}

/// The dry run, as a test: everything that it makes can be made.
pub(crate) fn dry_run(project: &Project) -> Result<()> {
    run(project, Options { version: None, dry_run: true })
}

/// What a dry run made.
#[derive(Debug)]
struct Release {
    package: Package,
    bill: Bill,
    notes: PathBuf,
    list: PathBuf,
}

/// Makes a release in a copy of the work tree.
fn make(project: &Project, plan: &Plan) -> Result<Release> {
    let copy = prepared_copy(project, plan, COPY)?;
    semver::check(project, &copy, plan)?;
    let built = build::package(&copy)?;
    let bill = bill::of_package(&copy, &built, &time_of_commit(project)?)?;
    let changelog = read(&copy.path(prepare::CHANGELOG))?;
    let notes = notes::write(Changelog::parse(&changelog)?.entry(&plan.version)?, &built)?;
    let release = Release::write(project, built, bill, &notes)?;
    report::timed("Building the package again, elsewhere", || build_again(project, plan, &release.package))?;
    Ok(release)
}

/// Has another copy, in which nothing is compiled, come to the same bytes.
fn build_again(project: &Project, plan: &Plan, built: &Package) -> Result<()> {
    let shell = project.shell()?;
    shell.remove_path(AGAIN)?;
    let copy = prepared_copy(project, plan, AGAIN)?;
    twice::same(built, &build::package(&copy)?)?;
    Ok(shell.remove_path(AGAIN)?)
}

fn prepared_copy(project: &Project, plan: &Plan, folder: &str) -> Result<Project> {
    let copy = copy::refresh(project, folder)?;
    prepare::write(&copy, plan, &today())?;
    Ok(copy)
}

/// Writes the version into the work tree, and says what is left to do.
fn prepare_work_tree(project: &Project, plan: &Plan) -> Result<()> {
    let shell = project.shell()?;
    if !cmd!(shell, "git status --porcelain").quiet().read()?.is_empty() {
        bail!("the work tree has changes that are not committed: a release is of a commit");
    }
    semver::check(project, &prepared_copy(project, plan, COPY)?, plan)?;
    prepare::write(project, plan, &today())?;
    let version = &plan.version;
    report::note(&format!(
        "The work tree is that of {version}. Nothing is committed, and nothing published."
    ));
    report::note("Read `git diff`. What comes next is in docs/releasing.md:");
    report::note("  cargo xtask test --before-release");
    report::note(&format!("  git commit --all --message 'release: {version}'"));
    report::note(&format!("  git tag --sign v{version} --message v{version}"));
    Ok(())
}

impl Release {
    /// Puts what is attached to a release beside each other.
    fn write(project: &Project, built: Package, bill: Bill, notes: &str) -> Result<Self> {
        let output = project.path(OUTPUT);
        let tarball = output.join(built.tarball.file_name().unwrap_or_default());
        fs::copy(&built.tarball, &tarball)?;
        let list = tarball.with_extension("cdx.json");
        fs::write(&list, serde_json::to_string_pretty(&bill.content)? + "\n")?;
        let written = output.join("notes.md");
        fs::write(&written, notes)?;
        Ok(Self { package: Package { tarball, ..built }, bill, notes: written, list })
    }

    fn print(&self, plan: &Plan) -> Result<()> {
        let Self { package, bill, .. } = self;
        let previous =
            plan.previous.as_ref().map_or("the first".to_owned(), |version| format!("after {version}"));
        println!("embed-host {}, {previous}\n", plan.version);
        println!("{}\n", fs::read_to_string(&self.notes)?.trim());
        println!("notes       {}", self.notes.display());
        let bytes = fs::metadata(&package.tarball)?.len();
        println!("tarball     {}, {} files, {bytes} bytes", package.tarball.display(), Package::files());
        println!("            built twice, in two folders: the same bytes");
        println!("inside      {}", self.list.display());
        println!(
            "            {} crates and the standard library; {} more built them",
            bill.inside, bill.built_with
        );
        println!("\nNothing in the work tree has changed, and nothing is published.");
        Ok(())
    }
}

/// The date, as the changelog has it.
fn today() -> String {
    OffsetDateTime::now_utc().date().to_string()
}

/// When the commit was made, in seconds since 1970: the list of a commit is the same whenever it is made.
fn time_of_commit(project: &Project) -> Result<String> {
    let shell = project.shell()?;
    Ok(cmd!(shell, "git log -1 --format=%ct").quiet().read()?)
}
