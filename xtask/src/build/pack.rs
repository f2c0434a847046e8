//! The folder and the tarball that npm publishes.

use super::MODULE;
use super::bundle::Format;
use super::entry::{CLASSIC, ENTRIES, FRAMEWORKS, SMALL, WRAPPERS};
use crate::project::{Project, read};
use crate::setup::node;
use anyhow::{Context, Result, bail};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::Value;
use std::path::{Path, PathBuf};
use xshell::{Shell, cmd};

/// The package as it would be published.
#[derive(Debug)]
pub(crate) struct Package {
    /// The folder.
    pub(crate) folder: PathBuf,
    /// The tarball that npm made of it.
    pub(crate) tarball: PathBuf,
    /// The tarball's hash, as a lock file of npm holds it. The same sources give the same one, wherever they lie.
    pub(crate) integrity: String,
}

impl Package {
    /// The tarball's hash in hexadecimal.
    pub(crate) fn hash(&self) -> Result<String> {
        let hash = self.integrity.strip_prefix("sha512-").context("npm gives a hash of another kind")?;
        Ok(super::hexadecimal(&BASE64_STANDARD.decode(hash)?))
    }

    /// How many files it has.
    pub(crate) const fn files() -> usize {
        FILES.len()
    }
}

/// Every file of the package. Npm's own list is compared with it.
pub(super) const FILES: [&str; 45] = [
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "README.md",
    "auto.d.ts",
    "auto.js",
    "banner.js",
    "cjs/auto.d.ts",
    "cjs/auto.js",
    "cjs/banner.js",
    "cjs/element.d.ts",
    "cjs/element.js",
    "cjs/error.js",
    "cjs/frameworks.d.ts",
    "cjs/impersonation.d.ts",
    "cjs/impersonation.js",
    "cjs/index.d.ts",
    "cjs/index.js",
    "cjs/package.json",
    "cjs/react.d.ts",
    "cjs/react.js",
    "cjs/sessions.js",
    "cjs/slim.d.ts",
    "cjs/slim.js",
    "cjs/vue.d.ts",
    "cjs/vue.js",
    "element.d.ts",
    "element.global.js",
    "element.js",
    "embed-host.global.js",
    "embed-host.wasm",
    "error.js",
    "frameworks.d.ts",
    "impersonation.d.ts",
    "impersonation.global.js",
    "impersonation.js",
    "index.d.ts",
    "index.js",
    "package.json",
    "react.d.ts",
    "react.js",
    "sessions.js",
    "slim.d.ts",
    "slim.js",
    "vue.d.ts",
    "vue.js",
];

/// What is published as it lies in the project.
const COPIED: [&str; 3] = ["pkg-template/README.md", "LICENSE-MIT", "LICENSE-APACHE"];

/// The types, which both the modules and what `require` gets have beside them.
const TYPES: [&str; 8] = [
    "auto.d.ts",
    "element.d.ts",
    "frameworks.d.ts",
    "impersonation.d.ts",
    "index.d.ts",
    "react.d.ts",
    "slim.d.ts",
    "vue.d.ts",
];

/// The folder of what `require` gets. Its manifest says what its files are, so that they and their types keep their names, and
/// the paths of their imports.
const COMMON_JS: &str = "cjs";

/// Writes the folder, with the scripts that esbuild left in `stage`, and has npm make the tarball.
pub(super) fn write(project: &Project, stage: &Path) -> Result<Package> {
    let shell = project.shell()?;
    let folder = project.path("target/npm/embed-host");
    shell.remove_path(&folder)?;
    shell.create_dir(&folder)?;
    shell.copy_file(stage.join("package.json"), &folder)?;
    for source in COPIED {
        shell.copy_file(project.path(source), &folder)?;
    }
    write_scripts(project, stage, &folder, Format::Module)?;
    let common_js = shell.create_dir(folder.join(COMMON_JS))?;
    write_scripts(project, stage, &common_js, Format::CommonJs)?;
    shell.write_file(common_js.join("package.json"), "{ \"type\": \"commonjs\" }\n")?;
    for script in CLASSIC {
        let bundled = stage.join(script.source).with_extension(Format::Classic.extension());
        shell.copy_file(bundled, folder.join(script.published))?;
    }
    for entry in &ENTRIES {
        if let Some(module) = entry.module {
            shell.copy_file(stage.join(entry.folder).join(MODULE), folder.join(module))?;
        }
    }
    FILES.iter().try_for_each(|file| set_rights(&folder.join(file)))?;
    pack(&shell, folder, &project.path("target/npm"))
}

/// Writes the scripts of one format into a folder, and the types beside them.
fn write_scripts(project: &Project, stage: &Path, folder: &Path, format: Format) -> Result<()> {
    let shell = project.shell()?;
    let scripts = ENTRIES.iter().map(|entry| entry.script).chain(SMALL).chain(WRAPPERS).chain(FRAMEWORKS);
    for script in scripts {
        shell.copy_file(stage.join(script).with_extension(format.extension()), folder.join(script))?;
    }
    for types in TYPES {
        shell.copy_file(project.path("pkg-template").join(types), folder)?;
    }
    Ok(())
}

/// Gives a file the rights that published files have. Npm copies them into the tarball, and this machine's umask made them.
#[cfg(unix)]
fn set_rights(file: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(file, std::fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn set_rights(_: &Path) -> std::io::Result<()> {
    Ok(())
}

/// The package's manifest: the template with the project's version in it.
pub(super) fn manifest(project: &Project) -> Result<String> {
    with_version(&read(&project.path("pkg-template/package.json"))?, &project.version()?)
}

fn with_version(template: &str, version: &str) -> Result<String> {
    let mut manifest: Value =
        serde_json::from_str(template).context("pkg-template/package.json is not JSON")?;
    let fields = manifest.as_object_mut().context("pkg-template/package.json is not an object")?;
    fields.insert("version".to_owned(), version.into());
    Ok(serde_json::to_string_pretty(&manifest)? + "\n")
}

fn pack(shell: &Shell, folder: PathBuf, destination: &Path) -> Result<Package> {
    let npm = node::program("npm")?;
    let answer = cmd!(shell, "{npm} pack {folder} --json --ignore-scripts --pack-destination {destination}")
        .ignore_stderr()
        .read()?;
    let answer = Packed::parse(&answer)?;
    same_files(&answer.files)?;
    Ok(Package { folder, tarball: destination.join(answer.name), integrity: answer.integrity })
}

/// What `npm pack --json` prints.
#[derive(Debug, Eq, PartialEq)]
struct Packed {
    name: String,
    integrity: String,
    files: Vec<String>,
}

impl Packed {
    fn parse(answer: &str) -> Result<Self> {
        let answer: Value = serde_json::from_str(answer).context("npm pack printed no JSON")?;
        let name =
            answer.pointer("/0/filename").and_then(Value::as_str).context("npm pack names no tarball")?;
        let integrity =
            answer.pointer("/0/integrity").and_then(Value::as_str).context("npm pack gives no integrity")?;
        let files =
            answer.pointer("/0/files").and_then(Value::as_array).context("npm pack lists no files")?;
        let paths = files.iter().filter_map(|file| file.get("path").and_then(Value::as_str));
        Ok(Self {
            name: name.to_owned(),
            integrity: integrity.to_owned(),
            files: paths.map(str::to_owned).collect(),
        })
    }
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
    use super::{FILES, Packed, same_files, with_version};

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
    fn npm_names_the_tarball_its_hash_and_its_files() {
        let answer =
            r#"[{"filename":"a-1.0.0.tgz","integrity":"sha512-x","files":[{"path":"index.js","size":1}]}]"#;
        let expected = Packed {
            name: "a-1.0.0.tgz".to_owned(),
            integrity: "sha512-x".to_owned(),
            files: owned(&["index.js"]),
        };
        assert_eq!(Packed::parse(answer).unwrap(), expected);
        assert!(Packed::parse("[]").is_err());
    }

    #[test]
    fn the_manifest_keeps_its_order_and_takes_the_version() {
        let text =
            with_version(r#"{"name":"embed-host","version":"0.0.0","type":"module"}"#, "1.2.3").unwrap();
        assert_eq!(
            text,
            "{\n  \"name\": \"embed-host\",\n  \"version\": \"1.2.3\",\n  \"type\": \"module\"\n}\n"
        );
    }
}
