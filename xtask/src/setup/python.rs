//! Python, for the example in it, with the packages that it needs.

use super::{apt, node};
use crate::project::Project;
use crate::report;
use anyhow::{Context, Result};
use std::fs;
use std::path::{Path, PathBuf};
use xshell::{Shell, cmd};

/// Where the executable of an environment is.
const EXECUTABLE: &str = if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" };

/// A Python that has the packages of a list. They are installed in the cache, unless they are there.
pub(crate) fn with_packages(project: &Project, list: &str) -> Result<PathBuf> {
    let list = project.path(list);
    let content = fs::read(&list).with_context(|| format!("cannot read {}", list.display()))?;
    let folder = project.cached("python").join(format!("{:016x}", node::fingerprint(&content)));
    let executable = folder.join(EXECUTABLE);
    if !executable.exists() {
        report::timed(&format!("Installing the Python packages of {}", list.display()), || {
            install(project, &list, &folder)
        })?;
    }
    Ok(executable)
}

/// Installs beside the final place first, so that what was cut short is never taken for whole.
fn install(project: &Project, list: &Path, folder: &Path) -> Result<()> {
    let shell = project.shell()?;
    let unfinished = folder.with_extension(format!("unfinished-{}", std::process::id()));
    shell.remove_path(&unfinished)?;
    if make_environment(&shell, &unfinished).is_err() && apt::is_here() {
        apt::install(&shell, &["python3-venv"])?;
    }
    make_environment(&shell, &unfinished).context("install Python 3.10 or newer, with venv and pip")?;
    let python = unfinished.join(EXECUTABLE);
    cmd!(shell, "{python} -m pip install --quiet --disable-pip-version-check --requirement {list}").run()?;
    shell.remove_path(folder)?;
    fs::rename(&unfinished, folder).context("cannot move the installed Python packages into place")
}

fn make_environment(shell: &Shell, folder: &Path) -> Result<()> {
    let python = which::which("python3").or_else(|_| which::which("python"))?;
    Ok(cmd!(shell, "{python} -m venv {folder}").run()?)
}
