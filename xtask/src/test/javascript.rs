//! The tests in JavaScript and TypeScript.

use super::engine::Engine;
use super::run::Run;
use crate::build;
use crate::project::Project;
use crate::setup::node;
use anyhow::{Context, Result};
use std::path::PathBuf;
use std::thread;
use xshell::{Cmd, Shell, cmd};

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

/// Whole pages on origins of their own, in one browser.
pub(super) fn end_to_end(run: &Run, engine: Engine) -> Result<()> {
    node_tests(&run.project, &run.project.shell()?, "tests/e2e", &end_to_end_variables(run, engine)?)
}

/// The same, with a report of what passed, failed and was skipped.
pub(super) fn end_to_end_report(run: &Run, engine: Engine) -> Result<String> {
    let shell = run.project.shell()?;
    let variables = end_to_end_variables(run, engine)?;
    let files = test_files(&run.project, &shell, "tests/e2e")?;
    let command = node_test_command(&shell, "tap", &files, &variables)?;
    Ok(String::from_utf8(command.ignore_status().output()?.stdout)?)
}

/// What the tests end to end are told.
fn end_to_end_variables(run: &Run, engine: Engine) -> Result<Vec<(&'static str, PathBuf)>> {
    let mut variables = [&tested(run)?[..], &engine.variables(&run.project)?].concat();
    variables.push(("EMBED_HOST_EXAMPLES", build::examples(&run.project, run.package()?)?.into()));
    Ok(variables)
}

/// What the tests that drive Chromium are told, once all of it is there.
pub(super) fn browser_variables(run: &Run) -> Result<Vec<(&'static str, PathBuf)>> {
    Ok([&tested(run)?[..], &Engine::Chromium.variables(&run.project)?].concat())
}

/// Where the things under test are.
fn tested(run: &Run) -> Result<[(&'static str, PathBuf); 2]> {
    node::TESTS.link(&run.project)?;
    Ok([
        ("EMBED_HOST_PACKAGE", run.package()?.folder.clone()),
        ("EMBED_HOST_SERVER", build::server(&run.project)?),
    ])
}

/// Has Node run the `*.test.mjs` files of a folder.
pub(super) fn node_tests(
    project: &Project,
    shell: &Shell,
    folder: &str,
    variables: &[(&str, PathBuf)],
) -> Result<()> {
    node_test_files(shell, folder, &test_files(project, shell, folder)?, variables)
}

fn test_files(project: &Project, shell: &Shell, folder: &str) -> Result<Vec<PathBuf>> {
    let mut files = shell.read_dir(project.path(folder))?;
    files.retain(|file| file.to_string_lossy().ends_with(".test.mjs"));
    Ok(files)
}

/// Has Node run these files of a folder.
pub(super) fn node_test_files(
    shell: &Shell,
    folder: &str,
    files: &[PathBuf],
    variables: &[(&str, PathBuf)],
) -> Result<()> {
    node_test_command(shell, "spec", files, variables)?
        .run()
        .with_context(|| format!("tests in {folder} failed"))
}

fn node_test_command<'shell>(
    shell: &'shell Shell,
    reporter: &str,
    files: &[PathBuf],
    variables: &[(&str, PathBuf)],
) -> Result<Cmd<'shell>> {
    let node = node::program("node")?;
    // By default Node leaves one core to itself. These tests mostly wait, for browsers and servers.
    let at_once = thread::available_parallelism()?.to_string();
    let command =
        cmd!(shell, "{node} --test --test-reporter={reporter} --test-concurrency={at_once} {files...}");
    Ok(command.envs(variables.iter().cloned()))
}
