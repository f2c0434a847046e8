//! A copy of the checkout in the cache: no fault ever gets into the work tree, and what was built for one run is there for the next.

use crate::project::Project;
use anyhow::{Context, Result};
use std::fs;
use std::path::Path;
use xshell::{Shell, cmd};

/// Brings the copy up to date and builds the tests in it. A file that has gone stays there: nothing names it any more.
pub(super) fn build(project: &Project, copy: &Path) -> Result<()> {
    let shell = project.shell()?;
    for file in files(&shell)? {
        update(&project.path(&file), &copy.join(&file))?;
    }
    shell.change_dir(copy);
    let core = ["--package", "embed-host", "--no-default-features", "--profile", "mutants"];
    Ok(cmd!(shell, "cargo test --no-run {core...} --lib --test native --test simulation").run()?)
}

/// The files of the project, committed or not.
fn files(shell: &Shell) -> Result<Vec<String>> {
    let listed = cmd!(shell, "git ls-files -z --cached --others --exclude-standard").read()?;
    Ok(listed.split_terminator('\0').map(ToOwned::to_owned).collect())
}

/// Copies a file. One that is the same is left alone, so that cargo need not build it again.
fn update(from: &Path, to: &Path) -> Result<()> {
    // A file that was deleted is listed until that is committed.
    let Ok(wanted) = fs::read(from) else { return Ok(()) };
    if fs::read(to).is_ok_and(|present| present == wanted) {
        return Ok(());
    }
    fs::create_dir_all(to.parent().context("a file lies in a folder")?)?;
    fs::write(to, wanted).with_context(|| format!("cannot write {}", to.display()))
}
