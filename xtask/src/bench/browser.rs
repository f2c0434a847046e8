//! Runs the scripts that measure.

use super::Subject;
use super::results::Results;
use crate::build::{self, Package};
use crate::project::Project;
use crate::report;
use crate::setup::browser::{self, Chromium};
use crate::setup::node;
use anyhow::{Context, Result};
use std::fs;
use std::path::PathBuf;
use xshell::cmd;

/// One run: the package that is measured, and where what was measured is left.
pub(super) struct Run<'project> {
    project: &'project Project,
    pub(super) package: Package,
    /// `target/bench`.
    pub(super) folder: PathBuf,
}

impl<'project> Run<'project> {
    /// Builds the package and installs what the run needs.
    pub(super) fn prepare(project: &'project Project) -> Result<Self> {
        let package = build::package(project)?;
        node::BENCHES.link(project)?;
        browser::install_headless_shell(project)?;
        Ok(Self { project, package, folder: project.path("target/bench") })
    }

    /// Has Node measure the subjects, one after the other.
    pub(super) fn measure(&self, subjects: &[Subject], rounds: u32) -> Result<()> {
        let Chromium { headless_shell, .. } = Chromium::set_up(self.project)?;
        let shell = self.project.shell()?;
        let node = node::program("node")?;
        let (rounds, names) = (rounds.to_string(), subjects.iter().map(|subject| subject.name()));
        report::timed("Measuring", || {
            cmd!(shell, "{node} benches/browser/run.mjs {rounds} {names...}")
                .env("EMBED_HOST_PACKAGE", &self.package.folder)
                .env("EMBED_HOST_MODULE", build::module(self.project))
                .env("EMBED_HOST_RESULTS", &self.folder)
                .env("CHROME_HEADLESS_SHELL", headless_shell)
                .run()
        })
        .context("the benchmarks could not be run")
    }

    /// What was measured of a subject.
    pub(super) fn results(&self, subject: Subject) -> Result<Results> {
        let path = self.folder.join(subject.name()).with_extension("json");
        let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        serde_json::from_str(&text).with_context(|| format!("{} is not as expected", path.display()))
    }

    /// A bundle of a candidate's use, or of a way of inlining.
    pub(super) fn bundle(&self, name: &str) -> Result<Vec<u8>> {
        let path = self.folder.join("bundles").join(name).with_extension("js");
        fs::read(&path).with_context(|| format!("cannot read {}", path.display()))
    }

    /// The module of the entry `embed-host`, as it was inlined.
    pub(super) fn module(&self) -> Result<Vec<u8>> {
        let path = build::module(self.project);
        fs::read(&path).with_context(|| format!("cannot read {}", path.display()))
    }
}
