//! Sets up what a bare machine lacks. Every step looks first and does nothing where nothing is missing.

pub(crate) mod browser;
pub(crate) mod cargo_tools;
mod debian;
pub(crate) mod node;
mod std_source;
pub(crate) mod wasm_target;

use crate::project::Project;
use crate::report;
use anyhow::Result;

pub(crate) use wasm_target::Toolchain;

/// Sets up all that `cargo xtask test` needs.
pub(crate) fn everything(project: &Project) -> Result<()> {
    report::timed("Set-up", || {
        let toolchain = Toolchain::set_up(project)?;
        toolchain.std_source(project)?;
        node::install_all(project)?;
        browser::Chromium::set_up(project)?;
        cargo_tools::install_all(project)
    })
}
