//! Builds the npm package: wasm, glue and faces in one module, with types and licences, as a folder and a tarball.

mod bundle;
mod glue;
mod names;
mod optimise;
mod pack;
mod server;
mod size;
mod text;
mod wasm;

use crate::project::Project;
use crate::report;
use anyhow::Result;
use size::Sizes;
use std::path::PathBuf;

pub(crate) use server::server;

/// The package as it would be published.
#[derive(Debug)]
pub(crate) struct Package {
    /// The folder.
    pub(crate) folder: PathBuf,
    /// The tarball that npm made of it.
    pub(crate) tarball: PathBuf,
    /// What a page downloads.
    sizes: Sizes,
}

/// Builds the package and prints its sizes; too large a package is an error.
pub(crate) fn and_report(project: &Project) -> Result<()> {
    let package = package(project)?;
    report::note(&package.folder.display().to_string());
    report::note(&package.tarball.display().to_string());
    package.report_sizes()
}

/// Builds the package, and sets up what that needs.
pub(crate) fn package(project: &Project) -> Result<Package> {
    report::timed("Building the npm package", || {
        let module = wasm::build(project)?;
        let bundle = bundle::build(project, &module)?;
        let (folder, tarball) = pack::write(project, &bundle)?;
        let sizes = Sizes::of(&module.wasm, bundle.script.as_bytes(), bundle.entry.as_bytes())?;
        Ok(Package { folder, tarball, sizes })
    })
}

impl Package {
    /// Prints what a page downloads; too much is an error.
    pub(crate) fn report_sizes(&self) -> Result<()> {
        println!("{}", self.sizes);
        self.sizes.within_budget()
    }
}
