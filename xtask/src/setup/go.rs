//! Go, for the example in it.

use super::apt;
use crate::project::Project;
use anyhow::{Context, Result};
use std::path::PathBuf;

/// Finds Go, or installs it.
pub(crate) fn set_up(project: &Project) -> Result<PathBuf> {
    if which::which("go").is_err() && apt::is_here() {
        apt::install(&project.shell()?, &["golang-go"])?;
    }
    which::which("go").context("go is not on the PATH: install Go 1.19 or newer (https://go.dev)")
}
