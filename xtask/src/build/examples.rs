//! The script of the demo's page of examples, made as an app's bundler makes it: of the built package and of React.

use super::Package;
use crate::project::Project;
use crate::report;
use crate::setup::node;
use anyhow::{Context, Result};
use std::env;
use xshell::cmd;

/// What is bundled.
const SCRIPT: &str = "www/host/examples/main.js";

/// Where the page expects the result.
const SERVED_AT: &str = "/examples-bundle";

/// Prism looks for itself among the globals.
const OPTIONS: [&str; 9] = [
    "--bundle",
    "--minify",
    "--format=esm",
    "--target=es2022",
    "--jsx=automatic",
    "--define:process.env.NODE_ENV=\"production\"",
    "--define:global=globalThis",
    "--log-level=warning",
    "--tsconfig-raw={}",
];

/// Bundles the script, and returns what the server's option `--mount` takes for it.
pub(crate) fn examples(project: &Project, package: &Package) -> Result<String> {
    report::step("Bundling the demo's examples");
    let shell = project.shell()?;
    let folder = project.path("target/npm/examples");
    let node = node::program("node")?;
    let esbuild = node::BUILD.install(project)?.join("esbuild/bin/esbuild");
    let beside = package.folder.parent().context("the package lies in no folder")?;
    let modules = env::join_paths([node::DEMO.install(project)?.as_path(), beside])?;
    cmd!(shell, "{node} {esbuild} {SCRIPT} --outdir={folder}")
        .args(OPTIONS)
        .env("NODE_PATH", modules)
        .run()?;
    Ok(format!("{SERVED_AT}={}", folder.display()))
}
