//! The tests in JavaScript and TypeScript.

use super::run::Run;
use crate::build;
use crate::project::Project;
use crate::setup::browser::Chromium;
use crate::setup::node;
use anyhow::{Context, Result};
use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use xshell::{Shell, cmd};

/// The package's types are right, and everything in them is documented.
pub(super) fn types(project: &Project) -> Result<()> {
    let shell = project.shell()?;
    link_modules(project)?;
    let node = node::program("node")?;
    cmd!(shell, "{node} tests/node_modules/typescript/bin/tsc --project tests/types").run()?;
    node_tests(project, &shell, "tests/types", &[])
}

/// The package as Node sees it.
pub(super) fn package(run: &Run) -> Result<()> {
    let package = run.package()?;
    link_modules(&run.project)?;
    let variables =
        [("EMBED_HOST_PACKAGE", package.folder.clone()), ("EMBED_HOST_TARBALL", package.tarball.clone())];
    node_tests(&run.project, &run.project.shell()?, "tests/package", &variables)
}

/// Whole pages on origins of their own, in Chromium.
pub(super) fn end_to_end(run: &Run) -> Result<()> {
    let variables = browser_variables(run)?;
    node_tests(&run.project, &run.project.shell()?, "tests/e2e", &variables)
}

/// What the tests that drive a browser are told, once all of it is there.
pub(super) fn browser_variables(run: &Run) -> Result<[(&'static str, PathBuf); 4]> {
    let project = &run.project;
    link_modules(project)?;
    let Chromium { browser, headless_shell, .. } = Chromium::set_up(project)?;
    Ok([
        ("EMBED_HOST_PACKAGE", run.package()?.folder.clone()),
        ("EMBED_HOST_SERVER", build::server(project)?),
        ("CHROME", browser),
        ("CHROME_HEADLESS_SHELL", headless_shell),
    ])
}

/// Has Node run the `*.test.mjs` files of a folder.
pub(super) fn node_tests(
    project: &Project,
    shell: &Shell,
    folder: &str,
    variables: &[(&str, PathBuf)],
) -> Result<()> {
    let node = node::program("node")?;
    let mut files = shell.read_dir(project.path(folder))?;
    files.retain(|file| file.to_string_lossy().ends_with(".test.mjs"));
    // By default Node leaves one core to itself. These tests mostly wait, for browsers and servers.
    let at_once = thread::available_parallelism()?.to_string();
    cmd!(shell, "{node} --test --test-reporter=spec --test-concurrency={at_once} {files...}")
        .envs(variables.iter().cloned())
        .run()
        .with_context(|| format!("tests in {folder} failed"))
}

/// Lets the files below `tests` import the pinned packages. Node looks for them in the folders above the importing file and
/// nowhere else, so a link there, which git ignores, leads to where they are installed outside of the work tree.
fn link_modules(project: &Project) -> Result<()> {
    let modules = node::TESTS.install(project)?;
    let link = project.path("tests/node_modules");
    if fs::read_link(&link).is_ok_and(|target| target == modules) {
        return Ok(());
    }
    if link.symlink_metadata().is_ok() {
        fs::remove_file(&link).with_context(|| format!("{} is in the way", link.display()))?;
    }
    symbolic_link(&modules, &link).with_context(|| format!("cannot make the link {}", link.display()))
}

#[cfg(unix)]
fn symbolic_link(target: &Path, link: &Path) -> std::io::Result<()> {
    std::os::unix::fs::symlink(target, link)
}

#[cfg(windows)]
fn symbolic_link(target: &Path, link: &Path) -> std::io::Result<()> {
    std::os::windows::fs::symlink_dir(target, link)
}
