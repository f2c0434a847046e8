//! The crates that the library is built on.

use crate::build;
use crate::project::Project;
use crate::setup::wasm_target::TARGET;
use anyhow::{Result, bail};
use xshell::{Shell, cmd};

/// Each does what would otherwise be code of our own.
const STACK: [&str; 7] = [
    "gloo-timers",
    "js-sys",
    "serde",
    "serde-wasm-bindgen",
    "wasm-bindgen",
    "wasm-bindgen-futures",
    "web-sys",
];

/// Both modules of the npm package and what a Rust front end builds hold all of them.
pub(super) fn check(project: &Project) -> Result<()> {
    let shell = project.shell()?;
    check_build(&shell, &[])?;
    build::features()
        .try_for_each(|feature| check_build(&shell, &["--no-default-features", "--features", feature]))
}

fn check_build(shell: &Shell, features: &[&str]) -> Result<()> {
    let tree = cmd!(
        shell,
        "cargo tree --package embed-host --target {TARGET} --edges normal --prefix none {features...}"
    );
    match missing(&tree.read()?) {
        missing if missing.is_empty() => Ok(()),
        missing => bail!("the library is built without {}: {tree}", missing.join(", ")),
    }
}

/// The crates of the stack that a tree does not show. Each line of the tree begins with a crate's name.
fn missing(tree: &str) -> Vec<&'static str> {
    let shown = |name: &str| tree.lines().any(|line| line.split_whitespace().next() == Some(name));
    STACK.into_iter().filter(|name| !shown(name)).collect()
}

#[cfg(test)]
mod tests {
    use super::{STACK, missing};

    #[test]
    fn a_crate_is_found_by_its_whole_name() {
        let all = STACK.map(|name| format!("{name} v0.1.0 (*)")).join("\n");
        assert!(missing(&all).is_empty());
        let without_serde = all.replace("serde v", "serde_core v");
        assert_eq!(missing(&without_serde), ["serde"]);
    }
}
