//! Apps that install the npm package the way anyone does.

use super::javascript;
use super::run::Run;
use crate::project::Project;
use crate::setup::node;
use anyhow::Result;
use std::path::Path;
use xshell::cmd;

/// The apps, by their folder's name.
const APPS: [&str; 5] = ["vite", "melody-react", "frameworks", "jest", "vitest"];

/// Apps are built with the tarball, or are suites of tests that import it.
pub(super) fn build_and_open(run: &Run) -> Result<()> {
    let project = &run.project;
    let tarball = &run.package()?.tarball;
    for app in APPS {
        build(project, app, tarball)?;
    }
    let mut variables = javascript::browser_variables(run)?.to_vec();
    variables.push(("EMBED_HOST_CONSUMERS", project.path("target/consumers")));
    javascript::node_tests(project, &project.shell()?, "tests/consumers", &variables)
}

fn build(project: &Project, name: &str, tarball: &Path) -> Result<()> {
    let shell = project.shell()?;
    let npm = node::program("npm")?;
    let app = project.path("target/consumers").join(name);
    shell.create_dir(&app)?;
    for file in shell.read_dir(project.path("tests/consumers").join(name))? {
        shell.copy_file(file, &app)?;
    }
    // Npm would take a package that is there in the same version for the same package.
    shell.remove_path(app.join("node_modules/embed-host"))?;
    let _inside = shell.push_dir(&app);
    cmd!(shell, "{npm} install --no-save --ignore-scripts --no-audit --no-fund --prefer-offline {tarball}")
        .run()?;
    cmd!(shell, "{npm} run build --if-present").run()?;
    Ok(())
}
