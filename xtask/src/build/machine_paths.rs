//! Whether the package names folders of the machine that built it: that tells strangers who built it, and would make it another
//! package on another machine.

use super::pack::FILES;
use crate::project::Project;
use anyhow::{Context, Result, bail};
use std::env;
use std::fs;
use std::path::{Path, PathBuf};

/// No file names one.
pub(super) fn check(project: &Project, package: &Path) -> Result<()> {
    let folders = folders(project)?;
    for file in FILES {
        let content = fs::read(package.join(file)).with_context(|| format!("cannot read {file}"))?;
        if let Some(folder) = folders.iter().find(|folder| names(&content, folder)) {
            bail!("{file} names the folder {folder} of this machine");
        }
    }
    Ok(())
}

/// The checkout, the home of whoever builds, and where cargo keeps its crates. What is below them begins with them.
fn folders(project: &Project) -> Result<Vec<String>> {
    let cargo = env::var_os("CARGO_HOME").map(PathBuf::from);
    let folders = [project.path(""), etcetera::home_dir()?].into_iter().chain(cargo);
    // Whoever has no home has the root of all files.
    let folders = folders.filter(|folder| folder.parent().is_some());
    Ok(folders.map(|folder| folder.join("").display().to_string()).collect())
}

/// In a module, or in a script that contains one as text.
fn names(content: &[u8], folder: &str) -> bool {
    let contains = |text: &str| content.windows(text.len()).any(|window| window == text.as_bytes());
    contains(folder) || contains(&super::hexadecimal(folder.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::names;

    #[test]
    fn a_folder_is_found_in_a_module_and_in_the_text_of_one() {
        for content in ["\0asm /home/mia/src/lib.rs", "const module = '00612f686f6d652f6d69612f737263';"] {
            assert!(names(content.as_bytes(), "/home/mia/"), "{content}");
            assert!(!names(content.as_bytes(), "/home/ben/"), "{content}");
        }
    }
}
