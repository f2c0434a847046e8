//! Whether a version says of the crate's API what semantic versioning wants it to say.

use super::plan::Plan;
use crate::project::Project;
use crate::report;
use crate::setup::cargo_tools::Tool;
use crate::setup::wasm_target::TARGET;
use anyhow::{Context, Result};
use semver::Version;
use std::path::PathBuf;
use xshell::cmd;

/// Where the version before lies.
const PREVIOUS: &str = "target/release-dry-run/previous";

/// cargo-semver-checks compares the crate with the version before it, which is the commit of that version's tag. Says so if there
/// is none.
pub(super) fn check(project: &Project, copy: &Project, plan: &Plan) -> Result<()> {
    let Some(previous) = &plan.previous else {
        report::note("This is the first version: there is no API that it could break.");
        return Ok(());
    };
    let previous = checkout(project, previous)?;
    let shell = copy.shell()?;
    let tool = Tool::CargoSemverChecks.set_up(project)?;
    let options = ["--package", "embed-host", "--default-features", "--target", TARGET];
    cmd!(shell, "{tool} semver-checks --baseline-root {previous} {options...}")
        // It has the compiler keep all warnings to itself, also the one by which cargo learns that wasm has no dynamic libraries.
        // These flags, which are none, come before its own.
        .env("CARGO_ENCODED_RUSTFLAGS", "")
        .run()
        .with_context(|| format!("the public API of the crate needs a newer version than {}", plan.version))
}

/// The changelog says that the version was released, so its tag is missing where git was told not to fetch tags.
fn checkout(project: &Project, version: &Version) -> Result<PathBuf> {
    let shell = project.shell()?;
    let (folder, tag) = (project.path(PREVIOUS), format!("v{version}"));
    shell.remove_path(&folder)?;
    let root = project.path("");
    cmd!(shell, "git -c advice.detachedHead=false clone --quiet --shared --branch {tag} {root} {folder}")
        .run()
        .with_context(|| format!("the changelog has {version}, and git no tag {tag}: fetch the tags"))?;
    Ok(folder)
}
