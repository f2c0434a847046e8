//! The browser engines that the tests run in.

use super::run::Run;
use super::{in_browser, javascript};
use crate::project::Project;
use crate::setup::browser::Chromium;
use crate::setup::firefox::Firefox;
use crate::setup::webkit::WebKit;
use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;
use xshell::{Cmd, Shell, cmd};

/// An engine, by a browser that is made of it.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub(crate) enum Engine {
    /// Blink, driven over its own protocol
    Chromium,
    /// Gecko, over WebDriver BiDi
    Firefox,
    /// WebKitGTK, over WebDriver and its Web Inspector
    WebKit,
}

/// How many tests of a suite passed and failed, and those that the engine cannot run, each with the reason.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct Figures {
    /// Tests that passed
    pub(crate) passed: usize,
    /// Tests that failed
    pub(crate) failed: usize,
    /// Tests that did not run, by their names, and why
    pub(crate) skipped: Vec<(String, String)>,
}

impl Engine {
    /// In the order of the documents' tables
    pub(crate) const ALL: [Self; 3] = [Self::Chromium, Self::Firefox, Self::WebKit];

    /// What the documents call it.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Chromium => "Chromium",
            Self::Firefox => "Firefox",
            Self::WebKit => "WebKitGTK",
        }
    }

    /// The version, as the browser says it.
    pub(crate) fn version(self, project: &Project) -> Result<String> {
        let shell = project.shell()?;
        let program = match self {
            Self::Chromium => shell.cmd(Chromium::set_up(project)?.browser),
            Self::Firefox => shell.cmd(Firefox::set_up(project)?.browser),
            Self::WebKit => {
                // Without a display it says nothing.
                let WebKit { browser, on_display, .. } = WebKit::set_up(project)?;
                cmd!(shell, "{on_display} --auto-servernum {browser}")
            }
        };
        let said = program.arg("--version").ignore_stderr().read()?;
        let is_version = |word: &&str| word.starts_with(|first: char| first.is_ascii_digit());
        let version = said.split_whitespace().find(is_version);
        version.map(str::to_owned).with_context(|| format!("there is no version in {said:?}"))
    }

    /// What tells the tests which browser it is, and where.
    pub(super) fn variables(self, project: &Project) -> Result<Vec<(&'static str, PathBuf)>> {
        Ok(match self {
            Self::Chromium => {
                let Chromium { browser, headless_shell, .. } = Chromium::set_up(project)?;
                vec![("CHROME", browser), ("CHROME_HEADLESS_SHELL", headless_shell)]
            }
            Self::Firefox => {
                let Firefox { browser, .. } = Firefox::set_up(project)?;
                vec![("EMBED_HOST_ENGINE", "firefox".into()), ("FIREFOX", browser)]
            }
            Self::WebKit => {
                let WebKit { browser, driver, display, keys, .. } = WebKit::set_up(project)?;
                vec![
                    ("EMBED_HOST_ENGINE", "webkit".into()),
                    ("WEBKIT_BROWSER", browser),
                    ("WEBKIT_DRIVER", driver),
                    ("XVFB", display),
                    ("XDOTOOL", keys),
                ]
            }
        })
    }

    /// The tests of the Rust API.
    pub(super) fn rust_api(self, run: &Run) -> Result<()> {
        let shell = run.project.shell()?;
        Ok(self.rust_api_command(&run.project, &shell)?.run()?)
    }

    fn rust_api_command<'shell>(self, project: &Project, shell: &'shell Shell) -> Result<Cmd<'shell>> {
        match self {
            Self::Chromium => in_browser::in_chromium(project, shell),
            Self::Firefox => in_browser::in_firefox(project, shell),
            Self::WebKit => in_browser::in_webkit(project, shell),
        }
    }

    /// The tests of the Rust API and those end to end. A failure of the first does not keep the second from running.
    pub(super) fn both_suites(self, run: &Run) -> Result<()> {
        let rust_api = self.rust_api(run);
        rust_api.and(javascript::end_to_end(run, self))
    }

    /// The tests of the Rust API, in figures.
    pub(crate) fn rust_api_figures(self, run: &Run) -> Result<Figures> {
        let shell = run.project.shell()?;
        let output = self.rust_api_command(&run.project, &shell)?.ignore_status().output()?;
        let said = String::from_utf8(output.stdout)?;
        print!("{said}");
        let count =
            |what: &str| number_before(&said, what).with_context(|| format!("no count of {what} tests"));
        Ok(Figures { passed: count(" passed")?, failed: count(" failed")?, skipped: Vec::new() })
    }

    /// The tests end to end, in figures.
    pub(crate) fn end_to_end_figures(self, run: &Run) -> Result<Figures> {
        let report = javascript::end_to_end_report(run, self)?;
        print!("{report}");
        let count = |what: &str| {
            let line = report.lines().rev().find_map(|line| line.strip_prefix(what));
            line.and_then(|count| count.trim().parse().ok()).with_context(|| format!("no count {what}"))
        };
        let skipped = report.lines().filter_map(|line| {
            let (test, reason) = line.trim().strip_prefix("ok ")?.split_once(" # SKIP ")?;
            let (_, name) = test.split_once(" - ")?;
            Some((name.to_owned(), reason.to_owned()))
        });
        Ok(Figures { passed: count("# pass ")?, failed: count("# fail ")?, skipped: skipped.collect() })
    }
}

/// The number right before some words, where they come last.
fn number_before(text: &str, words: &str) -> Option<usize> {
    let (before, _) = text.rsplit_once(words)?;
    before.rsplit(|letter: char| !letter.is_ascii_digit()).next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::number_before;

    #[test]
    fn the_last_count_is_read() {
        let said =
            "test result: ok. 1 passed; 0 failed\n\ntest result: FAILED. 92 passed; 1 failed; 0 ignored";
        assert_eq!(number_before(said, " passed"), Some(92));
        assert_eq!(number_before(said, " failed"), Some(1));
        assert_eq!(number_before(said, " skipped"), None);
    }
}
