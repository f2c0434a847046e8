//! Node, npm, and the pinned packages of the build and the tests.

use crate::project::Project;
use crate::report;
use anyhow::{Context, Result, bail};
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use xshell::cmd;

/// The oldest Node that the tools run on.
const OLDEST_NODE: (u32, u32) = (20, 19);

/// A set of npm packages with a lock file of its own.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Packages {
    name: &'static str,
    /// The folder of `package.json` and `package-lock.json`.
    folder: &'static str,
}

/// What makes the npm package.
pub(crate) const BUILD: Packages = Packages { name: "build", folder: "xtask/npm" };
/// What the tests import.
pub(crate) const TESTS: Packages = Packages { name: "tests", folder: "tests" };
/// What the demo's page of examples is bundled with.
pub(crate) const DEMO: Packages = Packages { name: "demo", folder: "www/npm" };
/// What the benchmarks measure with, and beside the package.
pub(crate) const BENCHES: Packages = Packages { name: "benches", folder: "benches/browser" };

/// What the example of a token endpoint with Express imports.
pub(crate) const EXPRESS: Packages = Packages { name: "express", folder: "examples/token-endpoints/express" };

/// Installs the sets of the build, the tests and the demo.
pub(crate) fn install_all(project: &Project) -> Result<()> {
    [BUILD, TESTS, DEMO].iter().try_for_each(|packages| packages.install(project).map(drop))
}

/// The executables of Node.
pub(crate) fn program(name: &str) -> Result<PathBuf> {
    which::which(name).with_context(|| {
        let (major, minor) = OLDEST_NODE;
        format!(
            "{name} is not on the PATH: install Node {major}.{minor} or newer, with npm (https://nodejs.org)"
        )
    })
}

impl Packages {
    /// Installs the set in the cache, unless it is there, and returns its `node_modules`.
    pub(crate) fn install(self, project: &Project) -> Result<PathBuf> {
        let lock = project.path(self.folder).join("package-lock.json");
        let content = fs::read(&lock).with_context(|| format!("cannot read {}", lock.display()))?;
        let folder = project.cached("npm").join(format!("{}-{:016x}", self.name, fingerprint(&content)));
        let modules = folder.join("node_modules");
        if modules.exists() {
            return Ok(modules);
        }
        report::timed(&format!("Installing the npm packages of {}", self.folder), || {
            self.install_into(project, &folder)
        })?;
        Ok(modules)
    }

    /// Lets the files of the set's folder, and those below it, import its packages. Node looks for them in the folders above the
    /// importing file and nowhere else, so a link there, which git ignores, leads to where they are installed outside of the
    /// work tree.
    pub(crate) fn link(self, project: &Project) -> Result<()> {
        let modules = self.install(project)?;
        let link = project.path(self.folder).join("node_modules");
        if fs::read_link(&link).is_ok_and(|target| target == modules) {
            return Ok(());
        }
        if link.symlink_metadata().is_ok() {
            fs::remove_file(&link).with_context(|| format!("{} is in the way", link.display()))?;
        }
        symbolic_link(&modules, &link).with_context(|| format!("cannot make the link {}", link.display()))
    }

    /// Installs beside the final place first, so that what was cut short is never taken for whole.
    fn install_into(self, project: &Project, folder: &Path) -> Result<()> {
        require_node(project)?;
        let npm = program("npm")?;
        let shell = project.shell()?;
        let unfinished = folder.with_extension(format!("unfinished-{}", std::process::id()));
        shell.create_dir(&unfinished)?;
        for file in ["package.json", "package-lock.json"] {
            shell.copy_file(project.path(self.folder).join(file), &unfinished)?;
        }
        cmd!(shell, "{npm} ci --ignore-scripts --no-audit --no-fund --prefix {unfinished}").run()?;
        fs::rename(&unfinished, folder).context("cannot move the installed npm packages into place")
    }
}

#[cfg(unix)]
fn symbolic_link(target: &Path, link: &Path) -> std::io::Result<()> {
    std::os::unix::fs::symlink(target, link)
}

#[cfg(windows)]
fn symbolic_link(target: &Path, link: &Path) -> std::io::Result<()> {
    std::os::windows::fs::symlink_dir(target, link)
}

fn require_node(project: &Project) -> Result<()> {
    let node = program("node")?;
    let shell = project.shell()?;
    let answer = cmd!(shell, "{node} --version").quiet().read()?;
    if node_version(&answer).is_some_and(|version| version >= OLDEST_NODE) {
        return Ok(());
    }
    let (major, minor) = OLDEST_NODE;
    bail!("Node {answer} is too old: install Node {major}.{minor} or newer (https://nodejs.org)")
}

fn node_version(answer: &str) -> Option<(u32, u32)> {
    let mut numbers = answer.trim().strip_prefix('v')?.split('.').map(str::parse);
    Some((numbers.next()?.ok()?, numbers.next()?.ok()?))
}

/// A short name for what a file holds.
pub(super) fn fingerprint(content: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    content.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::{OLDEST_NODE, node_version};

    #[test]
    fn versions_of_node_compare_as_numbers() {
        assert!(node_version("v20.20.2\n").unwrap() >= OLDEST_NODE);
        assert!(node_version("v100.0.0").unwrap() >= OLDEST_NODE);
        assert!(node_version("v20.9.0").unwrap() < OLDEST_NODE);
        assert_eq!(node_version("nonsense"), None);
    }
}
