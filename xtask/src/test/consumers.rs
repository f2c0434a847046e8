//! Apps that use the package the way anyone does.

use super::consumer::Consumer;
use super::part::Part;
use super::run::Run;
use super::{front_ends, javascript};
use crate::project::Project;
use crate::setup::node;
use anyhow::Result;
use std::path::{Path, PathBuf};
use xshell::cmd;

const FOLDER: &str = "tests/consumers";

/// The consumers of a part. They are built with the tarball, or with the crate, or are suites of tests that import the package.
pub(super) fn build_and_open(run: &Run, part: Part) -> Result<()> {
    let project = &run.project;
    let chosen = run.consumers(part);
    for consumer in &chosen {
        if part == Part::FrontEnds {
            front_ends::build(project, &consumer.name())?;
        } else {
            install(project, *consumer, &run.package()?.tarball)?;
        }
    }
    let to_open: Vec<String> =
        chosen.iter().filter(|consumer| consumer.shares_tests()).map(|consumer| consumer.name()).collect();
    let mut variables = javascript::browser_variables(run)?;
    variables.push(("EMBED_HOST_CONSUMERS", project.path("target/consumers")));
    variables.push(("EMBED_HOST_APPS", to_open.join(",").into()));
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
    Ok(cmd!(shell, "{npm} run build --if-present").run()?)
}

#[cfg(test)]
mod tests {
    use super::{Consumer, FOLDER, Part, front_ends};
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

    #[test]
    fn every_example_app_in_rust_is_a_consumer() {
        let names = Consumer::all().filter(|consumer| consumer.part() == Part::FrontEnds).map(Consumer::name);
        assert_eq!(names.collect::<Vec<_>>(), front_ends::APPS);
    }
}
