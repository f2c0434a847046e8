//! Builds the npm package: wasm, glue and faces in one script for each entry, with types and licences, as a folder and a
//! tarball.

mod bundle;
mod entry;
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
use bundle::Stage;
use entry::{EMBED, IMPERSONATION};
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
    /// What a page downloads for each entry.
    sizes: Vec<Sizes>,
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
        let stage = Stage::set_up(project)?;
        let mut scripts = stage.small_scripts()?;
        let small = scripts.clone();
        let mut sizes = Vec::new();
        for entry in [&EMBED, &IMPERSONATION] {
            let module = wasm::build(project, entry)?;
            let bundle = stage.bundle(entry, &module)?;
            sizes.push(Sizes::of(entry, &module.wasm, &bundle, &small)?);
            scripts.push((entry.script, bundle.inlined));
        }
        let (folder, tarball) = pack::write(project, &scripts)?;
        Ok(Package { folder, tarball, sizes })
    })
}

impl Package {
    /// Prints what a page downloads; too much is an error.
    pub(crate) fn report_sizes(&self) -> Result<()> {
        for sizes in &self.sizes {
            println!("{sizes}");
        }
        self.sizes.iter().try_for_each(Sizes::within_budget)
    }
}
