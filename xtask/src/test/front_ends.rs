//! The example apps in Rust: built with trunk, as their readers build them.

use super::in_browser::path_beginning_with;
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

/// Builds an app, and says how long that took.
pub(super) fn build(project: &Project, app: &str) -> Result<()> {
    wasm_target::set_up(project)?;
    report::timed(&format!("Building examples/{app}"), || build_with_trunk(project, app))
}

/// Offline, trunk downloads no tools: it takes the wasm-bindgen on the PATH, if that is of the version in the app's lock file.
fn build_with_trunk(project: &Project, app: &str) -> Result<()> {
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
