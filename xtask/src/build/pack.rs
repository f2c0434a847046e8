//! The folder and the tarball that npm publishes.

use crate::project::{Project, read};
use crate::setup::node;
use anyhow::{Context, Result, bail};
use serde_json::Value;
use std::path::{Path, PathBuf};
use xshell::{Shell, cmd};

/// Every file of the package. Npm's own list is compared with it.
const FILES: [&str; 12] = [
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "README.md",
    "auto.d.ts",
    "auto.js",
    "error.js",
    "impersonation.d.ts",
    "impersonation.js",
    "index.d.ts",
    "index.js",
    "package.json",
    "sessions.js",
];

/// What is published as it lies in the project.
const COPIED: [&str; 6] = [
    "pkg-template/auto.d.ts",
    "pkg-template/impersonation.d.ts",
    "pkg-template/index.d.ts",
    "pkg-template/README.md",
    "LICENSE-MIT",
    "LICENSE-APACHE",
];

/// Writes the folder with these scripts, then has npm make the tarball. Returns both places.
pub(super) fn write(project: &Project, scripts: &[(&str, String)]) -> Result<(PathBuf, PathBuf)> {
    let shell = project.shell()?;
    let folder = project.path("target/npm/embed-host");
    shell.remove_path(&folder)?;
    shell.create_dir(&folder)?;
    let version = project.version()?;
    let manifest = manifest(&read(&project.path("pkg-template/package.json"))?, &version)?;
    shell.write_file(folder.join("package.json"), manifest)?;
    for (name, content) in scripts {
        shell.write_file(folder.join(name), content)?;
    }
    for source in COPIED {
        shell.copy_file(project.path(source), &folder)?;
    }
    let tarball = pack(&shell, &folder, &project.path("target/npm"))?;
    Ok((folder, tarball))
}

/// The template with the project's version in it.
fn manifest(template: &str, version: &str) -> Result<String> {
    let mut manifest: Value =
        serde_json::from_str(template).context("pkg-template/package.json is not JSON")?;
    let fields = manifest.as_object_mut().context("pkg-template/package.json is not an object")?;
    fields.insert("version".to_owned(), version.into());
    Ok(serde_json::to_string_pretty(&manifest)? + "\n")
}

fn pack(shell: &Shell, folder: &Path, destination: &Path) -> Result<PathBuf> {
    let npm = node::program("npm")?;
    let answer = cmd!(shell, "{npm} pack {folder} --json --ignore-scripts --pack-destination {destination}")
        .ignore_stderr()
        .read()?;
    let (name, files) = packed(&answer)?;
    same_files(&files)?;
    Ok(destination.join(name))
}

/// The tarball's name and its files, from what `npm pack --json` prints.
fn packed(answer: &str) -> Result<(String, Vec<String>)> {
    let answer: Value = serde_json::from_str(answer).context("npm pack printed no JSON")?;
    let name = answer.pointer("/0/filename").and_then(Value::as_str).context("npm pack names no tarball")?;
    let files = answer.pointer("/0/files").and_then(Value::as_array).context("npm pack lists no files")?;
    let paths = files.iter().filter_map(|file| file.get("path").and_then(Value::as_str));
    Ok((name.to_owned(), paths.map(str::to_owned).collect()))
}

fn same_files(packed: &[String]) -> Result<()> {
    let mut packed: Vec<&str> = packed.iter().map(String::as_str).collect();
    packed.sort_unstable();
    if packed != FILES {
        bail!("the tarball should hold {}, and holds {}", FILES.join(", "), packed.join(", "));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{FILES, manifest, packed, same_files};

    fn owned(files: &[&str]) -> Vec<String> {
        files.iter().map(|&file| file.to_owned()).collect()
    }

    #[test]
    fn the_tarball_may_hold_its_files_in_any_order() {
        let mut files = owned(&FILES);
        files.reverse();
        assert!(same_files(&files).is_ok());
    }

    #[test]
    fn a_file_too_many_and_a_file_too_few_are_errors() {
        assert!(same_files(&owned(&FILES[1..])).is_err());
        let error = same_files(&[owned(&FILES), owned(&[".npmrc"])].concat()).unwrap_err();
        assert!(
            error
                .to_string()
                .contains("and holds .npmrc, LICENSE-APACHE, LICENSE-MIT, README.md, auto.d.ts, ")
        );
    }

    #[test]
    fn npm_tells_the_tarball_and_its_files() {
        let answer = r#"[{"filename":"embed-host-1.0.0.tgz","files":[{"path":"index.js","size":1}]}]"#;
        assert_eq!(packed(answer).unwrap(), ("embed-host-1.0.0.tgz".to_owned(), owned(&["index.js"])));
        assert!(packed("[]").is_err());
    }

    #[test]
    fn the_manifest_keeps_its_order_and_takes_the_version() {
        let text = manifest(r#"{"name":"embed-host","version":"0.0.0","type":"module"}"#, "1.2.3").unwrap();
        assert_eq!(
            text,
            "{\n  \"name\": \"embed-host\",\n  \"version\": \"1.2.3\",\n  \"type\": \"module\"\n}\n"
        );
    }
}
