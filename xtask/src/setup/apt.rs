//! Packages of Debian and its relatives.

use crate::report;
use anyhow::{Context, Result, bail};
use xshell::{Cmd, Shell, cmd};

/// Another apt-get may be at work, for example the system's own updates: wait for it, at most these seconds.
const WAIT_FOR_LOCK: [&str; 2] = ["-o", "DPkg::Lock::Timeout=300"];

/// Whether packages can be installed with apt-get at all.
pub(super) fn is_here() -> bool {
    which::which("apt-get").is_ok()
}

/// Whether a package is in the lists that were fetched last.
pub(super) fn knows(shell: &Shell, package: &str) -> bool {
    cmd!(shell, "apt-cache show {package}").quiet().ignore_stdout().ignore_stderr().run().is_ok()
}

/// Installs packages, by lists that are new where they can be fetched: old ones name browsers that are as old.
pub(super) fn install(shell: &Shell, packages: &[&str]) -> Result<()> {
    let names = packages.join(" ");
    let root = Root::gain(shell, &format!("apt-get install -y --no-install-recommends {names}"))?;
    report::timed(&format!("Installing {names}"), || {
        drop(root.command(shell, "apt-get").args(["update", "-q"]).args(WAIT_FOR_LOCK).run());
        if apt_get_install(shell, &root, packages).is_ok() {
            return Ok(());
        }
        // An earlier installation may have been cut short.
        drop(root.command(shell, "dpkg").args(["--configure", "-a"]).run());
        apt_get_install(shell, &root, packages).with_context(|| format!("cannot install {names}"))
    })
}

fn apt_get_install(shell: &Shell, root: &Root, packages: &[&str]) -> Result<()> {
    let install = root.command(shell, "apt-get").args(["install", "-y", "-q", "--no-install-recommends"]);
    Ok(install.args(WAIT_FOR_LOCK).args(packages).env("DEBIAN_FRONTEND", "noninteractive").run()?)
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
