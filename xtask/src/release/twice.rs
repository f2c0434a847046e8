//! Whether a package comes out the same when it is built again.

use crate::build::Package;
use anyhow::{Result, bail};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The tarballs are the same. If not, the error names the files that differ.
pub(super) fn same(first: &Package, second: &Package) -> Result<()> {
    if fs::read(&first.tarball)? == fs::read(&second.tarball)? {
        return Ok(());
    }
    match differences(&first.folder, &second.folder)?.as_slice() {
        [] => bail!("built twice, the files are the same and the tarball is another one"),
        files => bail!(
            "built twice, these files differ: {}. Compare {} with {}",
            files.join(", "),
            first.folder.display(),
            second.folder.display()
        ),
    }
}

/// The files that one of two folders lacks, or has with another content.
fn differences(first: &Path, second: &Path) -> Result<Vec<String>> {
    let names: BTreeSet<PathBuf> = files(first, first)?.into_iter().chain(files(second, second)?).collect();
    let differ = |name: &PathBuf| fs::read(first.join(name)).ok() != fs::read(second.join(name)).ok();
    Ok(names.iter().filter(|&name| differ(name)).map(|name| name.display().to_string()).collect())
}

/// The files in a folder and below, by their path from `root`.
fn files(root: &Path, folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(files(root, &path)?);
        } else {
            found.push(path.strip_prefix(root)?.to_path_buf());
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::{Package, differences, same};
    use crate::project::Project;
    use std::fs;
    use std::path::PathBuf;

    /// Two packages of a file each, in a folder of its own.
    fn packages(name: &str, first: &str, second: &str) -> [Package; 2] {
        let folder = Project::find().unwrap().path("target/tests").join(name);
        let package = |(content, name): (&str, &str)| {
            let folder: PathBuf = folder.join(name);
            fs::create_dir_all(folder.join("cjs")).unwrap();
            fs::write(folder.join("cjs/index.js"), content).unwrap();
            fs::write(folder.join("error.js"), "the same").unwrap();
            let tarball = folder.with_extension("tgz");
            fs::write(&tarball, content).unwrap();
            Package { folder, tarball, integrity: String::new() }
        };
        [(first, "first"), (second, "second")].map(package)
    }

    #[test]
    fn a_file_that_differs_is_named() {
        let [first, second] = packages("twice-different", "1", "2");
        assert_eq!(differences(&first.folder, &second.folder).unwrap(), ["cjs/index.js"]);
        let error = same(&first, &second).unwrap_err().to_string();
        assert!(error.contains("these files differ: cjs/index.js."), "{error}");
    }

    #[test]
    fn the_same_bytes_are_the_same_package_wherever_they_lie() {
        let [first, second] = packages("twice-same", "1", "1");
        assert!(same(&first, &second).is_ok());
    }
}
