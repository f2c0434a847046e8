//! The Rust tests that need a browser.

use crate::project::Project;
use crate::setup::browser::Chromium;
use crate::setup::cargo_tools::Tool;
use crate::setup::wasm_target;
use anyhow::Result;
use std::env;
use std::ffi::OsString;
use std::path::Path;
use xshell::cmd;

/// wasm-pack runs them in headless Chromium; `webdriver.json` tells the driver how.
pub(super) fn wasm_pack(project: &Project) -> Result<()> {
    let shell = project.shell()?;
    let wasm_pack = Tool::WasmPack.set_up(project)?;
    let bindgen = Tool::WasmBindgen.set_up(project)?;
    let driver = Chromium::set_up(project)?.driver;
    wasm_target::set_up(project)?;
    let command = cmd!(
        shell,
        "{wasm_pack} test --headless --chrome --chromedriver {driver} --mode no-install . --test browser"
    );
    Ok(command.env("PATH", path_beginning_with(bindgen.parent())?).run()?)
}

/// wasm-pack and trunk take wasm-bindgen's programs from the PATH.
pub(super) fn path_beginning_with(folder: Option<&Path>) -> Result<OsString> {
    let inherited = env::var_os("PATH").unwrap_or_default();
    let folders = folder.map(Path::to_path_buf).into_iter().chain(env::split_paths(&inherited));
    Ok(env::join_paths(folders)?)
}
