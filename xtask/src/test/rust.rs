//! What cargo itself can check.

use crate::project::Project;
use crate::setup::wasm_target::{self, TARGET};
use anyhow::Result;
use xshell::cmd;

/// rustfmt finds nothing to change.
pub(super) fn format(project: &Project) -> Result<()> {
    let shell = project.shell()?;
    Ok(cmd!(shell, "cargo fmt --all --check").run()?)
}

/// Clippy finds nothing in the code for this machine.
pub(super) fn clippy(project: &Project) -> Result<()> {
    let shell = project.shell()?;
    Ok(cmd!(shell, "cargo clippy --workspace --all-targets -- -D warnings").run()?)
}

/// What the two modules of the npm package are built of.
const NPM_FEATURES: [[&str; 4]; 2] = [
    ["--lib", "--no-default-features", "--features", "npm"],
    ["--lib", "--no-default-features", "--features", "npm-impersonation"],
];

/// Clippy finds nothing in the code for wasm32, which is other code.
pub(super) fn clippy_for_wasm(project: &Project) -> Result<()> {
    let shell = project.shell()?;
    wasm_target::set_up(project)?;
    let [embed, impersonation] = &NPM_FEATURES;
    for features in [&["--all-targets"][..], &["--all-targets", "--all-features"], embed, impersonation] {
        cmd!(shell, "cargo clippy --package embed-host --target {TARGET} {features...} -- -D warnings")
            .run()?;
    }
    Ok(())
}

/// The tests that need no browser pass.
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
