//! Chromium and the driver through which tests steer it.

use super::apt;
use crate::project::Project;
use anyhow::{Result, bail};
use std::env;
use std::path::PathBuf;

/// A browser and its driver.
#[derive(Debug)]
pub(crate) struct Chromium {
    /// The browser.
    pub(crate) browser: PathBuf,
    /// The server that steers it.
    pub(crate) driver: PathBuf,
}

/// One of the two programs, and where it is looked for.
struct Program {
    variable: &'static str,
    names: &'static [&'static str],
    places: &'static [&'static str],
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

impl Chromium {
    /// Finds both, or installs them.
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
        Some(Self { browser: BROWSER.find()?, driver: DRIVER.find()? })
    }
}

impl Program {
    fn find(&self) -> Option<PathBuf> {
        let named = env::var_os(self.variable).map(PathBuf::from);
        let on_path = self.names.iter().filter_map(|name| which::which(name).ok());
        let placed = self.places.iter().map(PathBuf::from);
        named.into_iter().chain(on_path).chain(placed).find(|program| program.is_file())
    }
}
