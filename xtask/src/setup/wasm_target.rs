//! The toolchain that compiles for wasm32.

use super::debian;
use crate::project::Project;
use crate::report;
use anyhow::{Context, Result, bail};
use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use xshell::{Cmd, Shell, cmd};

/// The target's name, for rustup and for cargo.
pub(crate) const TARGET: &str = "wasm32-unknown-unknown";

/// The name under which rustup knows Debian's toolchain.
const DEBIAN_TOOLCHAIN: &str = "debian-web";

/// A Rust toolchain whose standard library for wasm32 is there.
#[derive(Debug)]
pub(crate) struct Toolchain {
    /// The name for rustup; `None` is the active toolchain.
    name: Option<&'static str>,
    /// Where its build results go. They are kept apart from the native ones, since the compiler may be another.
    target_folder: PathBuf,
}

impl Toolchain {
    /// Finds a toolchain that compiles for wasm32, or makes one.
    pub(crate) fn set_up(project: &Project) -> Result<Self> {
        if let Some(found) = Self::find(project) {
            return Ok(found);
        }
        let shell = project.shell()?;
        let adding = "Adding the wasm32 target to the Rust toolchain";
        if !report::timed(adding, || add_target_by_rustup(&shell)) {
            if !debian::is_debian() {
                bail!(
                    "Rust cannot compile for wasm32 here. Install rustup, then run: rustup target add {TARGET}"
                );
            }
            report::note("rustup cannot provide it here; Debian's packages can.");
            debian::install_wasm_toolchain(project, DEBIAN_TOOLCHAIN)?;
        }
        Self::find(project).context("a toolchain for wasm32 was installed, and still does not compile for it")
    }

    fn find(project: &Project) -> Option<Self> {
        let target_folder = project.path("target/wasm");
        [None, Some(DEBIAN_TOOLCHAIN)]
            .into_iter()
            .map(|name| Self { name, target_folder: target_folder.clone() })
            .find(Self::compiles_wasm)
    }

    /// Where its build results for wasm32 lie.
    pub(crate) fn output(&self, profile: &str) -> PathBuf {
        self.target_folder.join(TARGET).join(profile)
    }

    /// Makes a command run with this toolchain.
    pub(crate) fn applied_to<'a>(&self, command: Cmd<'a>) -> Cmd<'a> {
        command.envs(self.environment())
    }

    /// Makes rustc link an empty library for wasm32: nothing less shows that library, compiler and linker fit.
    fn compiles_wasm(&self) -> bool {
        self.rustc_accepts(&["--target", TARGET, "--crate-type", "cdylib"])
    }

    /// Whether rustc compiles a small library with these options.
    pub(super) fn rustc_accepts(&self, options: &[&str]) -> bool {
        // An empty source on standard input; the result is thrown away.
        let result = env::temp_dir().join(format!("embed-host-probe-{}", std::process::id()));
        let accepted = Command::new("rustc")
            .args(["--edition", "2024", "--crate-name", "probe"])
            .args(options)
            .arg("-o")
            .arg(&result)
            .arg("-")
            .envs(self.environment())
            .env("RUSTC_BOOTSTRAP", "1")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success());
        drop(fs::remove_file(result));
        accepted
    }

    /// The folder of the toolchain's own libraries and sources.
    pub(super) fn sysroot(&self, shell: &Shell) -> Result<PathBuf> {
        Ok(self.applied_to(cmd!(shell, "rustc --print sysroot")).quiet().read()?.into())
    }

    /// Whether the toolchain is the one that rustup made active, and so can be added to by rustup.
    pub(super) fn is_active(&self) -> bool {
        self.name.is_none()
    }

    /// The environment of every command that builds for wasm32.
    fn environment(&self) -> Vec<(&'static str, OsString)> {
        let mut variables = vec![("CARGO_TARGET_DIR", self.target_folder.clone().into_os_string())];
        variables.extend(self.name.map(|name| ("RUSTUP_TOOLCHAIN", name.into())));
        variables
    }
}

fn add_target_by_rustup(shell: &Shell) -> bool {
    which::which("rustup").is_ok() && cmd!(shell, "rustup target add {TARGET}").run().is_ok()
}
