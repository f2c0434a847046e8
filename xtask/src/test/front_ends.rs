//! The example apps in Rust: built with trunk, as their readers build them, and opened in a browser.

use super::in_browser::path_beginning_with;
use super::javascript;
use super::run::Run;
use crate::project::Project;
use crate::report;
use crate::setup::cargo_tools::Tool;
use crate::setup::wasm_target::{self, TARGET};
use anyhow::Result;
use xshell::cmd;

/// The apps, by their folder's name in `examples`. Each is a workspace of its own.
pub(crate) const APPS: [&str; 2] = ["leptos", "yew"];

/// Where they are compiled: outside of the work tree, so that their frameworks are compiled once for all checkouts.
const COMPILED: &str = "examples";

/// The apps show a guest, and a session of a link.
pub(super) fn build_and_open(run: &Run) -> Result<()> {
    let project = &run.project;
    wasm_target::set_up(project)?;
    for app in APPS {
        report::timed(&format!("Building examples/{app}"), || build(project, app))?;
    }
    let mut variables = javascript::browser_variables(run)?;
    variables.push(("EMBED_HOST_CONSUMERS", project.path("target/consumers")));
    javascript::node_tests(project, &project.shell()?, "tests/consumers/rust", &variables)
}

/// Offline, trunk downloads no tools: it takes the wasm-bindgen on the PATH, if that is of the version in the app's lock file.
fn build(project: &Project, app: &str) -> Result<()> {
    let shell = project.shell()?;
    let trunk = Tool::Trunk.set_up(project)?;
    let bindgen = Tool::WasmBindgen.set_up(project)?;
    let dist = project.path("target/consumers").join(app).join("dist");
    shell.create_dir(&dist)?;
    let _inside = shell.push_dir(project.path("examples").join(app));
    cmd!(shell, "cargo fetch --locked --target {TARGET}").run()?;
    cmd!(shell, "{trunk} build --offline --locked --dist {dist}")
        .env("CARGO_TARGET_DIR", project.cached(COMPILED))
        .env("PATH", path_beginning_with(bindgen.parent())?)
        .run()?;
    Ok(())
}
