//! The standard library for wasm32.

use crate::project::Project;
use crate::report;
use anyhow::{Result, bail};
use std::path::Path;
use xshell::{Shell, cmd};

/// The target's name, for rustup and for cargo.
pub(crate) const TARGET: &str = "wasm32-unknown-unknown";

/// Finds the target's standard library, or has rustup install it.
pub(crate) fn set_up(project: &Project) -> Result<()> {
    let shell = project.shell()?;
    if is_installed(&shell) {
        return Ok(());
    }
    let adding = "Adding the wasm32 target to the Rust toolchain";
    drop(report::timed(adding, || cmd!(shell, "rustup target add {TARGET}").run()));
    if is_installed(&shell) {
        return Ok(());
    }
    bail!(
        "Rust cannot compile for wasm32 here: `rustup target add {TARGET}` did not work. Install rustup \
         (https://rustup.rs), or the package of your distribution that holds Rust's standard library for this target"
    )
}

/// Rustc names the folder of a target's libraries whether it is there or not.
fn is_installed(shell: &Shell) -> bool {
    cmd!(shell, "rustc --print target-libdir --target {TARGET}")
        .quiet()
        .ignore_stderr()
        .read()
        .is_ok_and(|folder| Path::new(&folder).is_dir())
}
