//! The notes of a release: what is new, and the hashes of its files.

use super::integrity;
use crate::build::Package;
use anyhow::Result;
use std::fmt::Write;

/// The changelog's entry, the hash of the tarball, and those that a page may name.
pub(super) fn write(entry: &str, package: &Package) -> Result<String> {
    let mut notes = format!("{entry}\n\n## Hashes\n\n| file | `integrity` |\n|---|---|\n");
    let name = package.tarball.file_name().unwrap_or_default().display();
    writeln!(notes, "| `{name}`, as a lock file of npm has it | `{}` |", package.integrity)?;
    for (name, integrity) in integrity::of_package(&package.folder)? {
        writeln!(notes, "| `{name}` | `{integrity}` |")?;
    }
    Ok(notes)
}
