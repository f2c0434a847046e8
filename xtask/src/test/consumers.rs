//! Apps that install the npm package the way anyone does.

use super::consumer::Consumer;
use super::javascript;
use super::run::Run;
use crate::project::Project;
use crate::setup::node;
use anyhow::Result;
use std::path::{Path, PathBuf};
use xshell::cmd;

const FOLDER: &str = "tests/consumers";

/// The consumers of every run, or those that were asked for by name.
pub(super) fn usual(run: &Run) -> Result<()> {
    build_and_open(run, |consumer| !consumer.is_nightly())
}

/// The nightly ones, or those that were asked for by name.
pub(super) fn nightly(run: &Run) -> Result<()> {
    build_and_open(run, Consumer::is_nightly)
}

/// Apps are built with the tarball, or are suites of tests that import it.
fn build_and_open(run: &Run, by_default: fn(Consumer) -> bool) -> Result<()> {
    let project = &run.project;
    let chosen = run.consumers(by_default);
    for consumer in &chosen {
        install(project, *consumer, &run.package()?.tarball)?;
    }
    let in_table: Vec<String> =
        chosen.iter().filter(|consumer| consumer.is_in_table()).map(|consumer| consumer.name()).collect();
    let mut variables = javascript::browser_variables(run)?;
    variables.push(("EMBED_HOST_CONSUMERS", project.path("target/consumers")));
    variables.push(("EMBED_HOST_APPS", in_table.join(",").into()));
    let mut files: Vec<PathBuf> = chosen
        .iter()
        .flat_map(|consumer| consumer.tests())
        .map(|file| project.path(FOLDER).join(file))
        .collect();
    files.sort();
    files.dedup();
    javascript::node_test_files(&project.shell()?, FOLDER, &files, &variables)
}

/// Installs what its lock file names, and the package, and builds it if it has a script for that.
fn install(project: &Project, consumer: Consumer, tarball: &Path) -> Result<()> {
    let shell = project.shell()?;
    let npm = node::program("npm")?;
    let name = consumer.name();
    let app = project.path("target/consumers").join(&name);
    shell.create_dir(&app)?;
    for file in shell.read_dir(project.path(FOLDER).join(name))? {
        if file.is_file() {
            shell.copy_file(file, &app)?;
        }
    }
    // Npm would take a package that is there in the same version for the same package.
    shell.remove_path(app.join("node_modules/embed-host"))?;
    let _inside = shell.push_dir(&app);
    cmd!(shell, "{npm} install --no-save --ignore-scripts --no-audit --no-fund --prefer-offline {tarball}")
        .run()?;
    if !consumer.is_in_table() {
        cmd!(shell, "{npm} run build --if-present").run()?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{Consumer, FOLDER};
    use crate::project::Project;
    use std::collections::BTreeSet;
    use std::fs;

    #[test]
    fn every_test_of_a_consumer_is_run() {
        let folder = Project::find().unwrap().path(FOLDER);
        let names =
            fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let files: BTreeSet<String> = names.filter(|name| name.ends_with(".test.mjs")).collect();
        let run: BTreeSet<String> =
            Consumer::all().flat_map(Consumer::tests).map(|&name| name.to_owned()).collect();
        assert_eq!(run, files);
    }
}
