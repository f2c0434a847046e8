//! The tests in JavaScript and TypeScript.

use super::run::Run;
use crate::build;
use crate::project::Project;
use crate::setup::browser::Chromium;
use crate::setup::node;
use anyhow::{Context, Result};
use std::path::PathBuf;
use std::thread;
use xshell::{Shell, cmd};

/// The package's types are right, everything in them is documented, and `TypeDoc` makes pages of it without a warning.
pub(super) fn types(project: &Project) -> Result<()> {
    let shell = project.shell()?;
    node::TESTS.link(project)?;
    let node = node::program("node")?;
    cmd!(shell, "{node} tests/node_modules/typescript/bin/tsc --project tests/types").run()?;
    let options = ["--options", "tests/types/typedoc.json", "--logLevel", "Warn"];
    cmd!(shell, "{node} tests/node_modules/typedoc/bin/typedoc {options...}").run()?;
    node_tests(project, &shell, "tests/types", &[])
}

/// The package as Node sees it.
pub(super) fn package(run: &Run) -> Result<()> {
    let package = run.package()?;
    node::TESTS.link(&run.project)?;
    let variables =
        [("EMBED_HOST_PACKAGE", package.folder.clone()), ("EMBED_HOST_TARBALL", package.tarball.clone())];
    node_tests(&run.project, &run.project.shell()?, "tests/package", &variables)
}

/// Whole pages on origins of their own, in Chromium.
pub(super) fn end_to_end(run: &Run) -> Result<()> {
    let mut variables = browser_variables(run)?.to_vec();
    let examples = build::examples(&run.project, run.package()?)?;
    variables.push(("EMBED_HOST_EXAMPLES", examples.into()));
    node_tests(&run.project, &run.project.shell()?, "tests/e2e", &variables)
}

/// What the tests that drive a browser are told, once all of it is there.
pub(super) fn browser_variables(run: &Run) -> Result<[(&'static str, PathBuf); 4]> {
    let project = &run.project;
    node::TESTS.link(project)?;
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
    let mut files = shell.read_dir(project.path(folder))?;
    files.retain(|file| file.to_string_lossy().ends_with(".test.mjs"));
    node_test_files(shell, folder, &files, variables)
}

/// Has Node run these files of a folder.
pub(super) fn node_test_files(
    shell: &Shell,
    folder: &str,
    files: &[PathBuf],
    variables: &[(&str, PathBuf)],
) -> Result<()> {
    let node = node::program("node")?;
    // By default Node leaves one core to itself. These tests mostly wait, for browsers and servers.
    let at_once = thread::available_parallelism()?.to_string();
    cmd!(shell, "{node} --test --test-reporter=spec --test-concurrency={at_once} {files...}")
        .envs(variables.iter().cloned())
        .run()
        .with_context(|| format!("tests in {folder} failed"))
}
