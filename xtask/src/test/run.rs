//! One run of the tests: what its parts share.

use super::consumer::Consumer;
use super::part::Part;
use crate::build::{self, Package};
use crate::project::Project;
use anyhow::Result;
use std::cell::OnceCell;

/// The project, and the npm package once a part has needed it.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) project: Project,
    /// Whether what a closed network forbids is a failure.
    pub(super) before_release: bool,
    /// The consumers that were asked for by name, if any were.
    consumers: Vec<Consumer>,
    package: OnceCell<Package>,
}

impl Run {
    /// A run that has built nothing yet.
    pub(crate) fn new(project: Project, consumers: Vec<Consumer>, before_release: bool) -> Self {
        Self { project, before_release, consumers, package: OnceCell::new() }
    }

    /// The consumers of a part: those that were asked for by name, or all of them where none was.
    pub(super) fn consumers(&self, part: Part) -> Vec<Consumer> {
        let all: Vec<Consumer> = Consumer::all().filter(|consumer| consumer.part() == part).collect();
        let named: Vec<Consumer> =
            all.iter().copied().filter(|consumer| self.consumers.contains(consumer)).collect();
        if named.is_empty() { all } else { named }
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
