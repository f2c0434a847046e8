//! Firefox and the driver through which the Rust tests steer it.

use super::apt;
use super::cargo_tools::Tool;
use super::program::Program;
use crate::project::Project;
use anyhow::{Context, Result};
use std::path::PathBuf;

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

impl Firefox {
    /// Finds them, or installs them.
    pub(crate) fn set_up(project: &Project) -> Result<Self> {
        if BROWSER.find().is_none() && apt::is_here() {
            apt::install(&project.shell()?, &["firefox-esr"])?;
        }
        let browser = BROWSER
            .find()
            .context("install Firefox, then name it in the variable FIREFOX or put it on the PATH")?;
        let driver = DRIVER.find().map_or_else(|| Tool::Geckodriver.set_up(project), Ok)?;
        Ok(Self { browser, driver })
    }
}
