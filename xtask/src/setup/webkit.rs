//! WebKitGTK, its driver, and a display for it: it has no mode without windows.

use super::apt;
use super::program::Program;
use crate::project::Project;
use anyhow::{Context, Result};
use std::path::PathBuf;

/// A browser, its driver and a display.
#[derive(Debug)]
pub(crate) struct WebKit {
    /// The small browser that comes with the engine.
    pub(crate) browser: PathBuf,
    /// The server that steers it.
    pub(crate) driver: PathBuf,
    /// An X server without a screen.
    pub(crate) display: PathBuf,
    /// Runs a program on such a display.
    pub(crate) on_display: PathBuf,
    /// Presses keys on it, as a person does.
    pub(crate) keys: PathBuf,
}

const BROWSER: Program = Program {
    variable: "WEBKIT_BROWSER",
    names: &["MiniBrowser"],
    places: &[
        "/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser",
        "/usr/lib/aarch64-linux-gnu/webkit2gtk-4.1/MiniBrowser",
        "/usr/libexec/webkit2gtk-4.1/MiniBrowser",
    ],
};

const DRIVER: Program = Program { variable: "WEBKIT_DRIVER", names: &["WebKitWebDriver"], places: &[] };

const DISPLAY: Program = Program { variable: "XVFB", names: &["Xvfb"], places: &[] };

const ON_DISPLAY: Program = Program { variable: "XVFB_RUN", names: &["xvfb-run"], places: &[] };

const KEYS: Program = Program { variable: "XDOTOOL", names: &["xdotool"], places: &[] };

/// What has them, in Debian.
const PACKAGES: [&str; 4] = ["webkit2gtk-driver", "xvfb", "xauth", "xdotool"];

impl WebKit {
    /// Finds them, or installs them.
    pub(crate) fn set_up(project: &Project) -> Result<Self> {
        if let Some(found) = Self::find() {
            return Ok(found);
        }
        if apt::is_here() {
            apt::install(&project.shell()?, &PACKAGES)?;
        }
        Self::find().context(
            "the tests in WebKit need WebKitGTK's MiniBrowser and WebKitWebDriver, Xvfb, xvfb-run and xdotool, on Linux",
        )
    }

    fn find() -> Option<Self> {
        Some(Self {
            browser: BROWSER.find()?,
            driver: DRIVER.find()?,
            display: DISPLAY.find()?,
            on_display: ON_DISPLAY.find()?,
            keys: KEYS.find()?,
        })
    }
}
