//! Compiles the module to the same bytes wherever that is done.
//!
//! Panic messages name source files. The folders of this machine are taken out of those names with `--remap-path-prefix`,
//! since cargo's own `trim-paths` is not stable yet.

use crate::project::Project;
use crate::report;
use crate::setup::wasm_target::{self, TARGET};
use anyhow::{Context, Result};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use xshell::{Shell, cmd};

/// The cargo profile of the package.
const PROFILE: &str = "npm";

/// What separates the flags in the variable in which a flag may hold spaces.
const FLAG_SEPARATOR: &str = "\u{1f}";

/// cargo, told which folders are this machine's own.
pub(super) struct Compiler {
    shell: Shell,
    target_folder: PathBuf,
    flags: String,
}

impl Compiler {
    /// Asks cargo and rustc for those folders.
    pub(super) fn set_up(project: &Project) -> Result<Self> {
        wasm_target::set_up(project)?;
        let shell = project.shell()?;
        let metadata =
            cmd!(shell, "cargo metadata --format-version 1 --filter-platform {TARGET}").quiet().read()?;
        let metadata: Value = serde_json::from_str(&metadata).context("cargo metadata printed no JSON")?;
        let target_folder = metadata.get("target_directory").and_then(Value::as_str);
        let mut flags: Vec<String> =
            registries(&metadata).iter().map(|folder| remap(folder, "/crates")).collect();
        flags.push(remap(&project.path(""), "/embed-host"));
        flags.push(remap_std(&shell)?);
        Ok(Self {
            target_folder: target_folder.context("cargo metadata names no target_directory")?.into(),
            flags: flags.join(FLAG_SEPARATOR),
            shell,
        })
    }

    /// Compiles the library with one feature, and returns the module.
    pub(super) fn compile(&self, feature: &str) -> Result<PathBuf> {
        report::step(&format!("Compiling for wasm32, with the feature {feature}"));
        let shell = &self.shell;
        cmd!(
            shell,
            "cargo build --package embed-host --lib --no-default-features --features {feature} --profile {PROFILE} --target {TARGET}"
        )
        .env("CARGO_ENCODED_RUSTFLAGS", &self.flags)
        .run()?;
        Ok(self.target_folder.join(TARGET).join(PROFILE).join("embed_host.wasm"))
    }
}

fn remap(from: &Path, to: &str) -> String {
    format!("--remap-path-prefix={}={to}", from.display())
}

/// The folders in which cargo has unpacked crates, from what `cargo metadata` prints.
fn registries(metadata: &Value) -> BTreeSet<PathBuf> {
    let packages = metadata.get("packages").and_then(Value::as_array);
    let manifests =
        packages.into_iter().flatten().filter(|package| package.get("source").is_some_and(Value::is_string));
    manifests
        .filter_map(|package| package.get("manifest_path").and_then(Value::as_str))
        .filter_map(|manifest| Path::new(manifest).ancestors().nth(2).map(Path::to_path_buf))
        .collect()
}

/// The standard library was compiled elsewhere, under a name with the compiler's commit. Where its source is installed,
/// rustc puts the folder of that source in the place of this name.
fn remap_std(shell: &Shell) -> Result<String> {
    let sysroot = cmd!(shell, "rustc --print sysroot").quiet().read()?;
    let version = cmd!(shell, "rustc --version --verbose").quiet().read()?;
    let commit = commit(&version).context("rustc does not name its commit")?;
    Ok(remap(&Path::new(&sysroot).join("lib/rustlib/src/rust"), &format!("/rustc/{commit}")))
}

fn commit(version: &str) -> Option<&str> {
    version.lines().find_map(|line| line.strip_prefix("commit-hash: "))
}

#[cfg(test)]
mod tests {
    use super::{commit, registries};
    use serde_json::json;
    use std::path::PathBuf;

    #[test]
    fn the_folders_of_unpacked_crates_are_found_once_each() {
        let metadata = json!({ "packages": [
            { "source": "registry+x", "manifest_path": "/home/a/registry/src/b/js-sys-0.3.1/Cargo.toml" },
            { "source": "registry+x", "manifest_path": "/home/a/registry/src/b/web-sys-0.3.1/Cargo.toml" },
            { "source": null, "manifest_path": "/home/a/project/Cargo.toml" },
        ] });
        let found: Vec<PathBuf> = registries(&metadata).into_iter().collect();
        assert_eq!(found, [PathBuf::from("/home/a/registry/src/b")]);
    }

    #[test]
    fn the_commit_is_read_from_what_rustc_prints() {
        assert_eq!(commit("rustc 1.95.0\nbinary: rustc\ncommit-hash: 5980\nhost: x\n"), Some("5980"));
        assert_eq!(commit("rustc 1.95.0"), None);
    }
}
