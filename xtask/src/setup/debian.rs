//! What Debian's package archive provides where rustup and the browsers' own downloads cannot be reached.

use crate::project::Project;
use crate::report;
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::{Path, PathBuf};
use xshell::{Cmd, Shell, cmd};

/// Rust with its standard library's source, clippy, and the linker for wasm.
const RUST_PACKAGES: [&str; 5] = ["rustc-web", "cargo-web", "rust-web-src", "rust-web-clippy", "lld-22"];
/// Where Debian's linker lies, and the name under which rustc looks for it.
const LINKER: (&str, &str) = ("/usr/bin/lld-22", "/usr/local/bin/rust-lld");
/// Where Debian's rustc looks for libraries.
const LIBRARIES: &str = "/usr/lib/rustlib/wasm32-unknown-unknown/lib";

/// Whether packages can be installed with apt-get at all.
pub(super) fn is_debian() -> bool {
    which::which("apt-get").is_ok()
}

/// Installs packages, after one refresh of the package lists if need be.
pub(super) fn install(shell: &Shell, packages: &[&str]) -> Result<()> {
    let names = packages.join(" ");
    let root = Root::gain(shell, &format!("apt-get install -y --no-install-recommends {names}"))?;
    report::timed(&format!("Installing {names}"), || {
        if apt_get_install(shell, &root, packages).is_ok() {
            return Ok(());
        }
        // The lists are old or were never fetched, or an earlier installation was cut short.
        drop(root.command(shell, "dpkg").args(["--configure", "-a"]).run());
        root.command(shell, "apt-get").args(["update", "-q"]).run()?;
        apt_get_install(shell, &root, packages).with_context(|| format!("cannot install {names}"))
    })
}

fn apt_get_install(shell: &Shell, root: &Root, packages: &[&str]) -> Result<()> {
    let install = root.command(shell, "apt-get").args(["install", "-y", "-q", "--no-install-recommends"]);
    Ok(install.args(packages).env("DEBIAN_FRONTEND", "noninteractive").run()?)
}

/// Installs Debian's Rust, gives it a standard library for wasm32, and makes it known to rustup.
pub(super) fn install_wasm_toolchain(project: &Project, name: &str) -> Result<()> {
    let shell = project.shell()?;
    install(&shell, &RUST_PACKAGES)?;
    let root = Root::gain(&shell, "cargo xtask setup")?;
    report::timed("Building the standard library for wasm32", || build_std(project, &shell, &root))?;
    let (linker, linker_name) = LINKER;
    root.command(&shell, "ln").args(["-sf", linker, linker_name]).run()?;
    if which::which("rustup").is_ok() {
        cmd!(shell, "rustup toolchain link {name} /usr").run()?;
    }
    Ok(())
}

/// Builds the standard library with an empty crate around it, and lays it where rustc looks.
fn build_std(project: &Project, shell: &Shell, root: &Root) -> Result<()> {
    let folder = project.cached("wasm-std");
    shell.write_file(folder.join("Cargo.toml"), EMPTY_MANIFEST)?;
    shell.write_file(folder.join("src/lib.rs"), "#![no_std]\n")?;
    let _inside = shell.push_dir(&folder);
    let target = super::wasm_target::TARGET;
    // `test` is for wasm-bindgen's test runner, which links libtest.
    cmd!(
        shell,
        "/usr/bin/cargo build --release --target {target} -Zbuild-std=std,panic_abort,test,proc_macro"
    )
    .env("RUSTC", "/usr/bin/rustc")
    .env("RUSTC_BOOTSTRAP", "1")
    .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", "wasm-ld-22")
    .env("CARGO_TARGET_DIR", folder.join("target"))
    .env_remove("RUSTFLAGS")
    .run()?;
    let libraries = libraries_in(&folder.join("target").join(target).join("release/deps"))?;
    root.command(shell, "mkdir").args(["-p", LIBRARIES]).run()?;
    root.command(shell, "cp").args(&libraries).arg(LIBRARIES).quiet().run()?;
    Ok(())
}

const EMPTY_MANIFEST: &str = r#"
[package]
name = "empty"
edition = "2021"
[workspace]
"#;

fn libraries_in(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut libraries = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let own = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("libempty-"));
        if path.extension().is_some_and(|extension| extension == "rlib") && !own {
            libraries.push(path);
        }
    }
    Ok(libraries)
}

/// The right to change the system: being root, or sudo without a password.
enum Root {
    Already,
    BySudo,
}

impl Root {
    /// `wanted` is the command that the error names for the person to run.
    fn gain(shell: &Shell, wanted: &str) -> Result<Self> {
        if cmd!(shell, "id -u").quiet().read()? == "0" {
            return Ok(Self::Already);
        }
        if cmd!(shell, "sudo -n true").quiet().ignore_stderr().run().is_ok() {
            return Ok(Self::BySudo);
        }
        bail!("this needs root; run it yourself, then try again: sudo {wanted}")
    }

    fn command<'a>(&self, shell: &'a Shell, program: &str) -> Cmd<'a> {
        match self {
            Self::Already => shell.cmd(program),
            // Sudo drops the environment, in which apt-get is told not to ask.
            Self::BySudo => cmd!(shell, "sudo -n --preserve-env=DEBIAN_FRONTEND {program}"),
        }
    }
}
