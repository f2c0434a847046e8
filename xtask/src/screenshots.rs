//! Takes the pictures of the demo that the documents show.

use crate::project::Project;
use crate::setup::browser::Chromium;
use crate::setup::node;
use crate::{build, report};
use anyhow::Result;
use xshell::cmd;

/// Builds the demo, and takes its pictures in Chromium.
pub(crate) fn take(project: &Project) -> Result<()> {
    node::TESTS.link(project)?;
    let package = build::package(project)?;
    let examples = build::examples(project, &package)?;
    let server = build::server(project)?;
    let Chromium { browser, headless_shell, .. } = Chromium::set_up(project)?;
    let (shell, node) = (project.shell()?, node::program("node")?);
    report::step("Taking the pictures");
    Ok(cmd!(shell, "{node} tests/screenshots.mjs")
        .env("EMBED_HOST_PACKAGE", package.folder)
        .env("EMBED_HOST_EXAMPLES", examples)
        .env("EMBED_HOST_SERVER", server)
        .env("CHROME", browser)
        .env("CHROME_HEADLESS_SHELL", headless_shell)
        .run()?)
}
