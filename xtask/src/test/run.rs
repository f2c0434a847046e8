//! One run of the tests: what its parts share.

use crate::build::{self, Package};
use crate::project::Project;
use anyhow::Result;
use std::cell::OnceCell;

/// The project, and the npm package once a part has needed it.
#[derive(Debug)]
pub(super) struct Run {
    pub(super) project: Project,
    /// Whether what a closed network forbids is a failure.
    pub(super) before_release: bool,
    package: OnceCell<Package>,
}

impl Run {
    /// A run that has built nothing yet.
    pub(super) fn new(project: Project, before_release: bool) -> Self {
        Self { project, before_release, package: OnceCell::new() }
    }

    /// The npm package, built once for all parts that need it.
    pub(super) fn package(&self) -> Result<&Package> {
        if let Some(package) = self.package.get() {
            return Ok(package);
        }
        let package = build::package(&self.project)?;
        Ok(self.package.get_or_init(|| package))
    }
}
