//! The crates of the npm package's modules.

use crate::build::features;
use crate::project::Project;
use crate::setup::wasm_target::TARGET;
use anyhow::Result;
use serde_json::Value;
use std::collections::BTreeSet;
use xshell::{Shell, cmd};

/// A crate in one version.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(super) struct Crate {
    pub(super) name: String,
    pub(super) version: String,
}

/// Which crates there are, as cargo builds the modules.
#[derive(Debug, Default)]
pub(super) struct Tree {
    /// Those that are linked into the modules.
    pub(super) inside: BTreeSet<Crate>,
    /// These, and those that run while they are compiled: macros, build scripts, and what these use.
    pub(super) built: BTreeSet<Crate>,
}

impl Tree {
    /// Asks cargo.
    pub(super) fn of_modules(project: &Project) -> Result<Self> {
        let shell = project.shell()?;
        let features = features().collect::<Vec<_>>().join(",");
        let inside = crates(&shell, &features, "normal,no-proc-macro")?;
        Ok(Self { inside, built: crates(&shell, &features, "normal,build")? })
    }
}

fn crates(shell: &Shell, features: &str, edges: &str) -> Result<BTreeSet<Crate>> {
    let build =
        ["--package", "embed-host", "--target", TARGET, "--no-default-features", "--features", features];
    let output = ["--edges", edges, "--prefix", "none", "--format", "{p}"];
    let tree = cmd!(shell, "cargo tree {build...} {output...}");
    Ok(tree.quiet().read()?.lines().filter_map(Crate::parse).collect())
}

impl Crate {
    /// Reads a line of `cargo tree`: the name, and the version with a `v` before it.
    pub(super) fn parse(line: &str) -> Option<Self> {
        let mut words = line.split_whitespace();
        let (name, version) = (words.next()?, words.next()?.strip_prefix('v')?);
        Some(Self { name: name.to_owned(), version: version.to_owned() })
    }

    /// The crate that a component of a CycloneDX list is about.
    pub(super) fn of(component: &Value) -> Self {
        let text = |name| component.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        Self { name: text("name"), version: text("version") }
    }
}
