//! Copies of the work tree, in which a release is made to see what it would be.

use crate::project::Project;
use crate::report;
use anyhow::{Context, Result};
use std::fs;
use std::path::Path;
use xshell::cmd;

/// What is compiled in a copy.
const COMPILED: &str = "target";

/// Copies all files that git knows, as they are now, into a folder. What was compiled there before stays, and saves its time.
pub(super) fn refresh(project: &Project, folder: &str) -> Result<Project> {
    let copy = project.path(folder);
    report::step(&format!("Copying the work tree into {folder}"));
    remove_all_but_compiled(&copy)?;
    let shell = project.shell()?;
    for file in cmd!(shell, "git ls-files -z").quiet().read()?.split_terminator('\0') {
        let from = project.path(file);
        // One that was deleted, and not yet from git.
        if from.symlink_metadata().is_ok() {
            copy_file(&from, &copy.join(file))?;
        }
    }
    Ok(project.elsewhere(copy))
}

fn remove_all_but_compiled(copy: &Path) -> Result<()> {
    fs::create_dir_all(copy)?;
    for entry in fs::read_dir(copy)? {
        let entry = entry?;
        match entry.file_type()?.is_dir() {
            true if entry.file_name() == COMPILED => {}
            true => fs::remove_dir_all(entry.path())?,
            false => fs::remove_file(entry.path())?,
        }
    }
    Ok(())
}

fn copy_file(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to.parent().context("a file lies in no folder")?)?;
    fs::copy(from, to).map(drop).with_context(|| format!("cannot copy {}", from.display()))
}
