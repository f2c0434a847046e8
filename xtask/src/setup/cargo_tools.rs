//! Command-line tools that cargo installs, each in exactly one version, in the cache.

use crate::project::Project;
use crate::report;
use anyhow::{Context, Result};
use std::env;
use std::path::{Path, PathBuf};
use xshell::{Shell, cmd};

/// A tool that is installed with cargo.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Tool {
    /// Makes the JavaScript glue; its version must be the library's own.
    WasmBindgen,
    /// Runs the tests in a browser.
    WasmPack,
    /// Checks licences, sources and duplicates of the dependencies.
    CargoDeny,
    /// Drives Firefox.
    Geckodriver,
    /// Builds Rust front ends.
    Trunk,
    /// Puts faults into the core.
    CargoMutants,
    /// Lists the crates that a build is made of.
    CargoCyclonedx,
    /// Prints the public API of a crate.
    CargoPublicApi,
    /// Compares the public API of a crate with that of an earlier version.
    CargoSemverChecks,
    /// Builds and runs fuzz targets.
    CargoFuzz,
}

/// Where all tools are compiled: what two of them share is compiled once.
const COMPILED: &str = "tools/target";

/// Sets up all tools of the usual tests, and throws away what only their compilation needed.
pub(crate) fn install_all(project: &Project) -> Result<()> {
    for tool in [Tool::WasmBindgen, Tool::WasmPack, Tool::CargoDeny] {
        tool.set_up(project)?;
    }
    Ok(project.shell()?.remove_path(project.cached(COMPILED))?)
}

impl Tool {
    /// Finds the tool in its version, or installs it, and returns the executable.
    pub(crate) fn set_up(self, project: &Project) -> Result<PathBuf> {
        let shell = project.shell()?;
        let version = self.version(project)?;
        let folder = project.cached("tools").join(format!("{}-{version}", self.package()));
        let own = folder.join("bin").join(format!("{}{}", self.executable(), env::consts::EXE_SUFFIX));
        let installed = which::which(self.executable()).ok();
        for candidate in [Some(own.clone()), installed].into_iter().flatten() {
            if self.has_version(&shell, &candidate, &version) {
                return Ok(candidate);
            }
        }
        report::timed(&format!("Installing {} {version} (some minutes)", self.package()), || {
            self.install(project, &shell, &version, &folder)
        })?;
        Ok(own)
    }

    fn install(self, project: &Project, shell: &Shell, version: &str, folder: &Path) -> Result<()> {
        let package = self.package();
        let options = self.options();
        cmd!(shell, "cargo install {package} --version {version} {options...} --root {folder}")
            .env("CARGO_TARGET_DIR", project.cached(COMPILED))
            // They run for seconds, so the compiler's time counts for more than theirs.
            .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1")
            .env("CARGO_PROFILE_RELEASE_LTO", "off")
            .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
            .env("CARGO_PROFILE_RELEASE_DEBUG", "false")
            .env_remove("RUSTFLAGS")
            .run()
            .with_context(|| format!("cannot install {package} {version}"))
    }

    fn package(self) -> &'static str {
        match self {
            Self::WasmBindgen => "wasm-bindgen-cli",
            Self::WasmPack => "wasm-pack",
            Self::CargoDeny => "cargo-deny",
            Self::Geckodriver => "geckodriver",
            Self::Trunk => "trunk",
            Self::CargoMutants => "cargo-mutants",
            Self::CargoCyclonedx => "cargo-cyclonedx",
            Self::CargoPublicApi => "cargo-public-api",
            Self::CargoSemverChecks => "cargo-semver-checks",
            Self::CargoFuzz => "cargo-fuzz",
        }
    }

    fn executable(self) -> &'static str {
        match self {
            Self::WasmBindgen => "wasm-bindgen",
            other => other.package(),
        }
    }

    fn version(self, project: &Project) -> Result<String> {
        match self {
            Self::WasmBindgen => project.locked_version("wasm-bindgen"),
            Self::WasmPack => Ok("0.15.1".to_owned()),
            Self::CargoDeny => Ok("0.20.2".to_owned()),
            Self::Geckodriver => Ok("0.37.1".to_owned()),
            // The last one that the oldest compiler of this project can build.
            Self::Trunk => Ok("0.21.14".to_owned()),
            Self::CargoMutants => Ok("27.0.0".to_owned()),
            Self::CargoCyclonedx => Ok("0.5.9".to_owned()),
            // Both read what rustdoc writes as JSON, whose format changes with the compiler: a newer compiler needs newer ones.
            Self::CargoPublicApi => Ok("0.52.0".to_owned()),
            Self::CargoSemverChecks => Ok("0.46.0".to_owned()),
            Self::CargoFuzz => Ok("0.13.2".to_owned()),
        }
    }

    /// wasm-bindgen-cli is left to resolve its dependencies anew: it has been published with a lock file that named a
    /// version which the registry does not have. Trunk is built without its search for a newer version.
    fn options(self) -> &'static [&'static str] {
        match self {
            Self::WasmBindgen => &[],
            Self::Trunk => &["--locked", "--no-default-features", "--features", "rustls"],
            _ => &["--locked"],
        }
    }

    fn has_version(self, shell: &Shell, executable: &Path, version: &str) -> bool {
        // These know no version without their subcommand.
        let subcommand = match self {
            Self::CargoCyclonedx => Some("cyclonedx"),
            Self::CargoMutants => Some("mutants"),
            _ => None,
        };
        executable.exists()
            && cmd!(shell, "{executable} {subcommand...} --version")
                .quiet()
                .ignore_stderr()
                .read()
                .is_ok_and(|answer| answer.split_whitespace().nth(1) == Some(version))
    }
}
