//! Chromium and the driver through which tests steer it.

use super::apt;
use super::program::Program;
use crate::project::Project;
use crate::report;
use anyhow::{Result, bail};
use std::path::PathBuf;

/// A browser and its driver.
#[derive(Debug)]
pub(crate) struct Chromium {
    /// The browser.
    pub(crate) browser: PathBuf,
    /// The server that steers it.
    pub(crate) driver: PathBuf,
    /// The browser without its windows and their tool bars, which cost more than most tests; else the browser itself.
    pub(crate) headless_shell: PathBuf,
}

const BROWSER: Program = Program {
    variable: "CHROME",
    names: &["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"],
    places: &[
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
        r"C:\Program Files\Google\Chrome\Application\chrome.exe",
        r"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe",
    ],
};

const DRIVER: Program = Program {
    variable: "CHROMEDRIVER",
    names: &["chromedriver"],
    places: &["/usr/lib/chromium/chromedriver"],
};

const HEADLESS_SHELL: Program = Program {
    variable: "CHROME_HEADLESS_SHELL",
    names: &["chromium-headless-shell", "chrome-headless-shell"],
    places: &[],
};

impl Chromium {
    /// Finds them, or installs the browser and its driver.
    pub(crate) fn set_up(project: &Project) -> Result<Self> {
        if let Some(found) = Self::find() {
            return Ok(found);
        }
        if apt::is_here() {
            apt::install(&project.shell()?, &["chromium", "chromium-driver"])?;
        }
        match Self::find() {
            Some(found) => Ok(found),
            None => bail!(
                "the tests need Chromium or Chrome, and a ChromeDriver of the same version: install them, \
                 then name them in the variables CHROME and CHROMEDRIVER or put them on the PATH"
            ),
        }
    }

    fn find() -> Option<Self> {
        let (browser, driver) = (BROWSER.find()?, DRIVER.find()?);
        let headless_shell = HEADLESS_SHELL.find().unwrap_or_else(|| browser.clone());
        Some(Self { browser, driver, headless_shell })
    }
}

/// Installs the headless shell where that is possible. The tests pass without it.
pub(crate) fn install_headless_shell(project: &Project) -> Result<()> {
    let (shell, package) = (project.shell()?, "chromium-headless-shell");
    if HEADLESS_SHELL.find().is_some()
        || (apt::is_here() && apt::knows(&shell, package) && apt::install(&shell, &[package]).is_ok())
    {
        return Ok(());
    }
    report::note(
        "There is no headless shell of Chromium: the tests use the browser itself, and take twice as long. \
         To change that, put chrome-headless-shell on the PATH or name it in the variable CHROME_HEADLESS_SHELL.",
    );
    Ok(())
}
