//! The one JavaScript module of the package: the face, the glue and the wasm in it.

use super::text::text;
use super::wasm::Module;
use crate::project::Project;
use crate::setup::node;
use anyhow::{Context, Result};
use std::fs;
use std::path::{Path, PathBuf};
use xshell::{Shell, cmd};

/// What the bundler makes.
#[derive(Debug)]
pub(super) struct Bundle {
    /// The entry that is published, with the wasm inlined.
    pub(super) entry: String,
    /// The same without the wasm: what the JavaScript alone costs.
    pub(super) script: String,
}

/// Bundles the hand-written modules of `pkg-template` with the module and its glue.
pub(super) fn build(project: &Project, module: &Module) -> Result<Bundle> {
    let shell = project.shell()?;
    let stage = project.path("target/npm/stage");
    shell.remove_path(&stage)?;
    shell.create_dir(&stage)?;
    for source in scripts_in(&shell, &project.path("pkg-template"))? {
        shell.copy_file(source, &stage)?;
    }
    shell.write_file(stage.join("bindgen.js"), &module.glue)?;
    // Everything but the default export, the loader that fetches a module: the wasm is inlined, so it would be dead weight.
    shell.write_file(stage.join("glue.js"), "export * from './bindgen.js';\n")?;
    let script = bundle_with(project, &shell, &stage, "")?;
    let entry = bundle_with(project, &shell, &stage, &text(&module.wasm))?;
    Ok(Bundle { entry, script })
}

fn scripts_in(shell: &Shell, folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = shell.read_dir(folder)?;
    files.retain(|file| file.extension().is_some_and(|extension| extension == "js"));
    Ok(files)
}

fn bundle_with(project: &Project, shell: &Shell, stage: &Path, wasm: &str) -> Result<String> {
    shell.write_file(stage.join("wasm.js"), format!("export const wasm = \"{wasm}\";\n"))?;
    let node = node::program("node")?;
    let esbuild = node::BUILD.install(project)?.join("esbuild/bin/esbuild");
    let entry = stage.join("index.js");
    let output = stage.join("bundle.js");
    cmd!(
        shell,
        "{node} {esbuild} {entry} --outfile={output} --bundle --format=esm --minify --target=es2022 --legal-comments=none --log-level=warning"
    )
    .run()?;
    fs::read_to_string(&output).context("esbuild wrote no bundle")
}
