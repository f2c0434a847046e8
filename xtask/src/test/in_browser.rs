//! The Rust tests that need a browser.

use crate::project::Project;
use crate::setup::browser::Chromium;
use crate::setup::cargo_tools::Tool;
use crate::setup::firefox::Firefox;
use crate::setup::wasm_target;
use crate::setup::webkit::WebKit;
use anyhow::Result;
use std::env;
use std::ffi::OsString;
use std::path::Path;
use xshell::{Cmd, Shell, cmd};

/// wasm-pack runs them in headless Chromium; `webdriver.json` tells the driver how.
pub(super) fn in_chromium<'shell>(project: &Project, shell: &'shell Shell) -> Result<Cmd<'shell>> {
    let driver = Chromium::set_up(project)?.driver;
    wasm_pack(project, shell, ["--chrome".into(), "--chromedriver".into(), driver.into()])
}

/// wasm-pack runs them in headless Firefox.
pub(super) fn in_firefox<'shell>(project: &Project, shell: &'shell Shell) -> Result<Cmd<'shell>> {
    let driver = Firefox::set_up(project)?.driver;
    wasm_pack(project, shell, ["--firefox".into(), "--geckodriver".into(), driver.into()])
}

fn wasm_pack<'shell>(project: &Project, shell: &'shell Shell, browser: [OsString; 3]) -> Result<Cmd<'shell>> {
    let wasm_pack = Tool::WasmPack.set_up(project)?;
    let bindgen = Tool::WasmBindgen.set_up(project)?;
    wasm_target::set_up(project)?;
    let command = cmd!(shell, "{wasm_pack} test --headless {browser...} --mode no-install . --test browser");
    Ok(command.env("PATH", path_beginning_with(bindgen.parent())?))
}

/// Cargo runs them in WebKit, which wasm-pack does not know: to wasm-bindgen its driver is Safari's.
pub(super) fn in_webkit<'shell>(project: &Project, shell: &'shell Shell) -> Result<Cmd<'shell>> {
    let runner = Tool::WasmBindgen.set_up(project)?.with_file_name("wasm-bindgen-test-runner");
    let WebKit { driver, on_display, .. } = WebKit::set_up(project)?;
    wasm_target::set_up(project)?;
    let target = "wasm32-unknown-unknown";
    let command = cmd!(shell, "{on_display} --auto-servernum cargo test --target {target} --test browser");
    Ok(command.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", runner).env("SAFARIDRIVER", driver))
}

/// wasm-pack and trunk take wasm-bindgen's programs from the PATH.
pub(super) fn path_beginning_with(folder: Option<&Path>) -> Result<OsString> {
    let inherited = env::var_os("PATH").unwrap_or_default();
    let folders = folder.map(Path::to_path_buf).into_iter().chain(env::split_paths(&inherited));
    Ok(env::join_paths(folders)?)
}
