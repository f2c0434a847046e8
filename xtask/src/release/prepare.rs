//! Writes the version of a release to wherever the project names it.

use super::changelog::Changelog;
use super::plan::Plan;
use crate::project::{Project, read};
use crate::test::FRONT_ENDS;
use anyhow::{Context, Result};
use semver::Version;
use std::path::PathBuf;
use toml_edit::DocumentMut;
use xshell::{Shell, cmd};

/// The changelog.
pub(super) const CHANGELOG: &str = "CHANGELOG.md";

/// The manifest that has the version.
const MANIFEST: &str = "Cargo.toml";

/// The documents, beside the guides, that name the version for readers to copy. The changelog tells of older ones as well.
const DOCUMENTS: [&str; 2] = ["README.md", "pkg-template/README.md"];

/// The folder of the guides.
const GUIDES: &str = "docs";

/// Writes the version into the manifest, the changelog, the documents and the lock files. What has it already stays as it is.
pub(super) fn write(project: &Project, plan: &Plan, date: &str) -> Result<()> {
    let shell = project.shell()?;
    let changelog = read(&project.path(CHANGELOG))?;
    let changelog = Changelog::parse(&changelog)?.with_released(&plan.version, date);
    shell.write_file(CHANGELOG, changelog)?;
    let manifest = read(&project.path(MANIFEST))?;
    let old = project.version()?.parse()?;
    if old == plan.version {
        return Ok(());
    }
    shell.write_file(MANIFEST, with_version(&manifest, &plan.version)?)?;
    write_documents(&shell, &old, &plan.version)?;
    update_lock_files(&shell)
}

fn with_version(manifest: &str, version: &Version) -> Result<String> {
    let mut manifest: DocumentMut = manifest.parse()?;
    let place = manifest
        .get_mut("workspace")
        .and_then(|workspace| workspace.get_mut("package"))
        .and_then(|package| package.get_mut("version"))
        .context("Cargo.toml has no workspace.package.version")?;
    *place = toml_edit::value(version.to_string());
    Ok(manifest.to_string())
}

fn write_documents(shell: &Shell, old: &Version, new: &Version) -> Result<()> {
    let is_text = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "md");
    let guides = shell.read_dir(GUIDES)?.into_iter().filter(is_text);
    let apps = FRONT_ENDS.map(|app| format!("examples/{app}/Cargo.toml").into());
    for document in DOCUMENTS.map(PathBuf::from).into_iter().chain(guides).chain(apps) {
        let text = shell.read_file(&document)?;
        shell.write_file(document, with_newer(&text, old, new))?;
    }
    Ok(())
}

/// A text whose addresses and manifests name a newer version.
fn with_newer(text: &str, old: &Version, new: &Version) -> String {
    let address = |version: &Version| format!("embed-host@{version}/");
    let tag = |version: &Version| format!("v{version}");
    let required = |version: &Version| format!("embed-host = \"{}\"", requirement(version));
    text.replace(&address(old), &address(new))
        .replace(&tag(old), &tag(new))
        .replace(&required(old), &required(new))
}

/// What a manifest requires to get this version and those that are compatible with it.
fn requirement(version: &Version) -> String {
    match version.major {
        0 => format!("0.{}", version.minor),
        major => major.to_string(),
    }
}

/// The versions of other packages stay as they are locked.
fn update_lock_files(shell: &Shell) -> Result<()> {
    cmd!(shell, "cargo update --workspace").run()?;
    for app in FRONT_ENDS {
        cmd!(shell, "cargo update --manifest-path examples/{app}/Cargo.toml --package embed-host").run()?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{with_newer, with_version};
    use semver::Version;

    #[test]
    fn the_manifest_gets_the_version_and_keeps_all_else() {
        let text = "# Ours\n[workspace.package]\nversion = \"0.1.0\"\n\n[dependencies]\nx = { version = \"0.1.0\" }\n";
        let expected = text.replacen("\"0.1.0\"", "\"0.2.0\"", 1);
        assert_eq!(with_version(text, &Version::new(0, 2, 0)).unwrap(), expected);
        assert!(with_version("[package]\nversion = \"0.1.0\"\n", &Version::new(0, 2, 0)).is_err());
    }

    #[test]
    fn documents_name_the_newest_version_and_what_is_compatible_with_it() {
        let text =
            "https://cdn.example.com/embed-host@0.1.0/x.js v0.1.0 embed-host = \"0.1\" other@0.1.0/ 0.1";
        for (new, expected) in [
            (
                Version::new(0, 1, 1),
                "https://cdn.example.com/embed-host@0.1.1/x.js v0.1.1 embed-host = \"0.1\" other@0.1.0/ 0.1",
            ),
            (
                Version::new(0, 2, 0),
                "https://cdn.example.com/embed-host@0.2.0/x.js v0.2.0 embed-host = \"0.2\" other@0.1.0/ 0.1",
            ),
            (
                Version::new(2, 0, 0),
                "https://cdn.example.com/embed-host@2.0.0/x.js v2.0.0 embed-host = \"2\" other@0.1.0/ 0.1",
            ),
        ] {
            assert_eq!(with_newer(text, &Version::new(0, 1, 0), &new), expected);
        }
    }
}
