//! One run of the tests: what its parts share.

use super::consumer::Consumer;
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

    /// The consumers that were asked for by name; without names those that are taken by default.
    pub(super) fn consumers(&self, by_default: impl Fn(Consumer) -> bool) -> Vec<Consumer> {
        let is_chosen = |consumer: &Consumer| {
            if self.consumers.is_empty() { by_default(*consumer) } else { self.consumers.contains(consumer) }
        };
        Consumer::all().filter(is_chosen).collect()
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
