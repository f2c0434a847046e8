//! Apps that install the npm package the way anyone does.

use super::{Run, javascript};
use crate::setup::node;
use anyhow::Result;
use xshell::cmd;

/// A Vite app without any configuration is built with the tarball, and works in Chromium.
pub(super) fn vite(run: &Run) -> Result<()> {
    let shell = run.project.shell()?;
    let npm = node::program("npm")?;
    let source = run.project.path("tests/consumers/vite");
    let app = run.project.path("target/consumers/vite");
    shell.create_dir(&app)?;
    for file in shell.read_dir(source)? {
        shell.copy_file(file, &app)?;
    }
    // Npm would take a package that is there in the same version for the same package.
    shell.remove_path(app.join("node_modules/embed-host"))?;
    let tarball = &run.package()?.tarball;
    {
        let _inside = shell.push_dir(&app);
        cmd!(
            shell,
            "{npm} install --no-save --ignore-scripts --no-audit --no-fund --prefer-offline {tarball}"
        )
        .run()?;
        cmd!(shell, "{npm} run build").run()?;
    }
    let mut variables = javascript::browser_variables(run)?.to_vec();
    variables.push(("EMBED_HOST_CONSUMER", app));
    javascript::node_tests(&run.project, &shell, "tests/consumers", &variables)
}
