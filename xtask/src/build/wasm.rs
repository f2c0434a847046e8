//! The wasm module: compiled, bound to JavaScript, optimised, and checked to be one that engines accept.

use super::entry::Entry;
use super::glue::trim;
use super::optimise::Optimiser;
use crate::project::{Project, read};
use crate::report;
use crate::setup::Toolchain;
use crate::setup::cargo_tools::Tool;
use crate::setup::wasm_target::TARGET;
use anyhow::{Context, Result};
use std::fs;
use std::path::PathBuf;
use xshell::{Shell, cmd};

/// The cargo profile of the package.
const PROFILE: &str = "npm";

/// The module and the JavaScript that belongs to it.
#[derive(Debug)]
pub(super) struct Module {
    /// The optimised module.
    pub(super) wasm: Vec<u8>,
    /// What wasm-bindgen wrote to go with it.
    pub(super) glue: String,
}

/// Builds the module of an entry.
pub(super) fn build(project: &Project, entry: &Entry) -> Result<Module> {
    let shell = project.shell()?;
    let compiled = compile(project, &shell, entry.feature)?;
    let folder = project.path("target/npm/wasm").join(entry.feature);
    let bindgen = Tool::WasmBindgen.set_up(project)?;
    cmd!(
        shell,
        "{bindgen} {compiled} --out-dir {folder} --out-name glue --target web --omit-default-module-path --no-typescript"
    )
    .run()?;
    let optimiser = Optimiser::set_up(project, &shell)?;
    let names = optimiser.run(&folder.join("glue_bg.wasm"), &folder.join("embed_host.wasm"))?;
    let wasm = fs::read(folder.join("embed_host.wasm")).context("wasm-opt wrote no module")?;
    let glue = names.shorten(&trim(&read(&folder.join("glue.js"))?)?)?;
    Ok(Module { wasm, glue })
}

fn compile(project: &Project, shell: &Shell, feature: &str) -> Result<PathBuf> {
    let toolchain = Toolchain::set_up(project)?;
    let std_source = toolchain.std_source(project)?;
    report::step(&format!("Compiling for wasm32, with the feature {feature}"));
    let cargo = cmd!(
        shell,
        "cargo build --package embed-host --lib --no-default-features --features {feature} --profile {PROFILE} --target {TARGET}"
    );
    std_source.applied_to(toolchain.applied_to(cargo)).run()?;
    Ok(toolchain.output(PROFILE).join("embed_host.wasm"))
}
