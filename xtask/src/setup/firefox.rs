//! Firefox and the driver through which the Rust tests steer it.

use super::apt;
use super::cargo_tools::Tool;
use super::program::Program;
use crate::project::Project;
use anyhow::{Context, Result};
use std::path::{Path, PathBuf};
use xshell::{Shell, cmd};

/// A browser and its driver.
#[derive(Debug)]
pub(crate) struct Firefox {
    /// The browser.
    pub(crate) browser: PathBuf,
    /// The server that steers it.
    pub(crate) driver: PathBuf,
}

const BROWSER: Program = Program {
    variable: "FIREFOX",
    names: &["firefox-esr", "firefox"],
    places: &[
        "/Applications/Firefox.app/Contents/MacOS/firefox",
        r"C:\Program Files\Mozilla Firefox\firefox.exe",
    ],
};

const DRIVER: Program = Program { variable: "GECKODRIVER", names: &["geckodriver"], places: &[] };

/// The first version that has the Navigation API, and all commands of `WebDriver` `BiDi` that the tests use.
const OLDEST: u32 = 147;

impl Firefox {
    /// Finds them, or installs them. A browser that is too old is replaced by a newer one.
    pub(crate) fn set_up(project: &Project) -> Result<Self> {
        let shell = project.shell()?;
        let find = || BROWSER.find().filter(|browser| major_version(&shell, browser) >= Some(OLDEST));
        if find().is_none() && apt::is_here() {
            apt::install(&shell, &["firefox-esr"])?;
        }
        let browser = find().with_context(|| {
            format!("install Firefox {OLDEST} or later, then name it in the variable FIREFOX or put it on the PATH")
        })?;
        let driver = DRIVER.find().map_or_else(|| Tool::Geckodriver.set_up(project), Ok)?;
        Ok(Self { browser, driver })
    }
}

fn major_version(shell: &Shell, browser: &Path) -> Option<u32> {
    let said = cmd!(shell, "{browser} --version").quiet().ignore_stderr().read().ok()?;
    said.split_whitespace().find_map(|word| word.split('.').next()?.parse().ok())
}
