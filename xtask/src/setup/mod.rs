//! Sets up what a bare machine lacks. Every step looks first and does nothing where nothing is missing.

mod apt;
pub(crate) mod browser;
pub(crate) mod cargo_tools;
pub(crate) mod firefox;
pub(crate) mod go;
pub(crate) mod node;
mod program;
pub(crate) mod python;
pub(crate) mod wasm_target;
pub(crate) mod webkit;

use crate::project::Project;
use crate::report;
use anyhow::Result;

/// Sets up all that `cargo xtask test` needs.
pub(crate) fn everything(project: &Project) -> Result<()> {
    report::timed("Set-up", || {
        wasm_target::set_up(project)?;
        node::install_all(project)?;
        browser::Chromium::set_up(project)?;
        browser::install_headless_shell(project)?;
        cargo_tools::install_all(project)
    })
}
