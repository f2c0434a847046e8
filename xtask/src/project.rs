//! Where the project lies, and where its tools are kept.

use anyhow::{Context, Result, bail};
use etcetera::BaseStrategy;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use toml::{Table, Value};
use xshell::Shell;

/// The checkout, and the cache outside of it.
#[derive(Debug)]
pub(crate) struct Project {
    root: PathBuf,
    cache: PathBuf,
}

impl Project {
    /// The project that this command was built from.
    pub(crate) fn find() -> Result<Self> {
        // Cargo tells it again at each run, which keeps a moved checkout working without a new build.
        let manifest = env::var_os("CARGO_MANIFEST_DIR")
            .map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
        let root = manifest.parent().context("xtask lies in no workspace")?.to_path_buf();
        Ok(Self { root, cache: cache_folder()? })
    }

    /// The same project in another folder.
    pub(crate) fn elsewhere(&self, root: PathBuf) -> Self {
        Self { root, cache: self.cache.clone() }
    }

    /// A path in the checkout.
    pub(crate) fn path(&self, relative: &str) -> PathBuf {
        self.root.join(relative)
    }

    /// A path in the cache.
    pub(crate) fn cached(&self, relative: &str) -> PathBuf {
        self.cache.join(relative)
    }

    /// A shell at the root of the checkout.
    pub(crate) fn shell(&self) -> Result<Shell> {
        let shell = Shell::new()?;
        shell.change_dir(&self.root);
        Ok(shell)
    }

    /// The version that the whole project carries.
    pub(crate) fn version(&self) -> Result<String> {
        workspace_version(&read(&self.path("Cargo.toml"))?)
    }

    /// The version of a crate that Cargo.lock holds.
    pub(crate) fn locked_version(&self, name: &str) -> Result<String> {
        locked_version(&read(&self.path("Cargo.lock"))?, name)
    }
}

/// Reads a text file; the error names it.
pub(crate) fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}

fn cache_folder() -> Result<PathBuf> {
    if let Some(named) = env::var_os("EMBED_HOST_CACHE") {
        return std::path::absolute(named).context("EMBED_HOST_CACHE names no usable folder");
    }
    Ok(etcetera::choose_base_strategy()?.cache_dir().join("embed-host"))
}

fn workspace_version(manifest: &str) -> Result<String> {
    let manifest: Table = manifest.parse()?;
    let version = manifest
        .get("workspace")
        .and_then(|workspace| workspace.get("package"))
        .and_then(|package| package.get("version"))
        .and_then(Value::as_str);
    Ok(version.context("Cargo.toml has no workspace.package.version")?.to_owned())
}

fn locked_version(lock: &str, name: &str) -> Result<String> {
    let lock: Table = lock.parse()?;
    let packages = lock.get("package").and_then(Value::as_array).context("Cargo.lock lists no package")?;
    let versions: Vec<&str> = packages
        .iter()
        .filter(|package| package.get("name").and_then(Value::as_str) == Some(name))
        .filter_map(|package| package.get("version").and_then(Value::as_str))
        .collect();
    match versions.as_slice() {
        [version] => Ok((*version).to_owned()),
        [] => bail!("Cargo.lock holds no {name}"),
        several => bail!("Cargo.lock holds several versions of {name}: {}", several.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::{locked_version, workspace_version};

    const LOCK: &str = r#"
        version = 4
        [[package]]
        name = "wasm-bindgen"
        version = "0.2.130"
        [[package]]
        name = "syn"
        version = "1.0.109"
        [[package]]
        name = "syn"
        version = "2.0.117"
    "#;

    #[test]
    fn the_locked_version_is_found_by_the_whole_name() {
        assert_eq!(locked_version(LOCK, "wasm-bindgen").unwrap(), "0.2.130");
        let error = locked_version(LOCK, "wasm").unwrap_err();
        assert_eq!(error.to_string(), "Cargo.lock holds no wasm");
    }

    #[test]
    fn two_locked_versions_of_one_crate_are_an_error() {
        let error = locked_version(LOCK, "syn").unwrap_err();
        assert_eq!(error.to_string(), "Cargo.lock holds several versions of syn: 1.0.109, 2.0.117");
    }

    #[test]
    fn the_version_comes_from_the_workspace() {
        let manifest = "[workspace.package]\nversion = \"1.2.3\"\n[package]\nversion.workspace = true";
        assert_eq!(workspace_version(manifest).unwrap(), "1.2.3");
        assert!(workspace_version("[package]\nversion = \"1.2.3\"").is_err());
    }
}
