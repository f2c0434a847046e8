//! What cargo itself can check.

use super::front_ends;
use crate::build;
use crate::project::Project;
use crate::setup::wasm_target::{self, TARGET};
use anyhow::Result;
use xshell::cmd;

/// rustfmt finds nothing to change.
pub(super) fn format(project: &Project) -> Result<()> {
    let shell = project.shell()?;
    cmd!(shell, "cargo fmt --all --check").run()?;
    for app in front_ends::APPS {
        cmd!(shell, "cargo fmt --manifest-path examples/{app}/Cargo.toml --check").run()?;
    }
    Ok(cmd!(shell, "cargo fmt --manifest-path fuzz/Cargo.toml --check").run()?)
}

/// Clippy finds nothing in the code for this machine, examples included, nor in the core alone.
pub(super) fn clippy(project: &Project) -> Result<()> {
    let shell = project.shell()?;
    cmd!(shell, "cargo clippy --workspace --all-targets --all-features -- -D warnings").run()?;
    let core = ["--package", "embed-host", "--no-default-features"];
    Ok(cmd!(shell, "cargo clippy {core...} --lib --tests -- -D warnings").run()?)
}

/// Clippy finds nothing in what a Rust front end builds for wasm32, examples included, nor in the modules of the npm package.
pub(super) fn clippy_for_wasm(project: &Project) -> Result<()> {
    wasm_target::set_up(project)?;
    let shell = project.shell()?;
    let check = |options: &[&str]| {
        cmd!(shell, "cargo clippy --package embed-host --target {TARGET} {options...} -- -D warnings").run()
    };
    check(&["--all-targets"])?;
    for feature in build::features() {
        check(&["--lib", "--no-default-features", "--features", feature])?;
    }
    Ok(())
}

/// The tests that need no browser pass. That those of the core compile where there is nothing but the core is clippy's to check.
pub(super) fn native_tests(project: &Project) -> Result<()> {
    let shell = project.shell()?;
    Ok(cmd!(shell, "cargo test --workspace").run()?)
}

/// The documentation of both builds is made without a warning.
pub(super) fn documentation(project: &Project) -> Result<()> {
    let shell = project.shell()?;
    let flags = "-D warnings";
    cmd!(shell, "cargo doc --workspace --no-deps").env("RUSTDOCFLAGS", flags).run()?;
    wasm_target::set_up(project)?;
    let wasm = cmd!(shell, "cargo doc --package embed-host --no-deps --all-features --target {TARGET}");
    Ok(wasm.env("RUSTDOCFLAGS", flags).run()?)
}
