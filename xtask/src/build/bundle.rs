//! The scripts of the package: the stage that esbuild reads, and what it makes of it.

use super::entry::{ENTRIES, Entry, SHARED, SMALL};
use super::pack;
use crate::project::Project;
use crate::setup::node;
use anyhow::Result;
use std::path::{Path, PathBuf};
use xshell::{Cmd, Shell, cmd};

/// Identifiers stay as they are written, so that stack traces name functions and classes in every browser. That costs 0.2 to
/// 0.9 kB after gzip. `--keep-names` costs about as much, runs code at import for each function, and sets a property that
/// Firefox does not read for its stack traces. The empty tsconfig keeps esbuild from looking for one above the stage.
const OPTIONS: [&str; 7] = [
    "--format=esm",
    "--target=es2022",
    "--minify-syntax",
    "--minify-whitespace",
    "--legal-comments=none",
    "--log-level=warning",
    "--tsconfig-raw={}",
];

/// A copy of the scripts, to which the modules are added.
pub(super) struct Stage {
    shell: Shell,
    node: PathBuf,
    esbuild: PathBuf,
    folder: PathBuf,
}

impl Stage {
    /// Makes a fresh copy. The package's own manifest lies beside it: esbuild reads the nearest one, and would find another
    /// in a folder above.
    pub(super) fn set_up(project: &Project) -> Result<Self> {
        let shell = project.shell()?;
        let folder = project.path("target/npm/stage");
        shell.remove_path(&folder)?;
        copy_scripts(&shell, &project.path("pkg-template"), &folder)?;
        shell.write_file(folder.join("package.json"), pack::manifest(project)?)?;
        let esbuild = node::BUILD.install(project)?.join("esbuild/bin/esbuild");
        Ok(Self { shell, node: node::program("node")?, esbuild, folder })
    }

    /// The folder for an entry's module.
    pub(super) fn folder(&self, entry: &Entry) -> Result<PathBuf> {
        Ok(self.shell.create_dir(self.folder.join(entry.folder))?)
    }

    /// Writes `NAME.min.js` beside each `NAME.js` that is published, and returns the folder. That both lie in one folder keeps
    /// the paths of the imports as they are.
    pub(super) fn bundle(self) -> Result<PathBuf> {
        let shared = self.folder.join(SHARED);
        let bundling = self.esbuild(&ENTRIES.map(|entry| entry.script)).arg("--bundle");
        bundling.arg("--loader:.wasm=base64").arg(format!("--external:{}", shared.display())).run()?;
        self.esbuild(&SMALL).run()?;
        Ok(self.folder)
    }

    fn esbuild(&self, scripts: &[&str]) -> Cmd<'_> {
        let Self { shell, node, esbuild, folder } = self;
        let scripts = scripts.iter().map(|script| folder.join(script));
        cmd!(shell, "{node} {esbuild} {scripts...} --outdir={folder} --out-extension:.js=.min.js")
            .args(OPTIONS)
    }
}

/// Copies the scripts of a folder and of the folders in it.
fn copy_scripts(shell: &Shell, from: &Path, to: &Path) -> Result<()> {
    shell.create_dir(to)?;
    for path in shell.read_dir(from)? {
        match path.file_name() {
            Some(name) if path.is_dir() => copy_scripts(shell, &path, &to.join(name))?,
            _ if path.extension().is_some_and(|extension| extension == "js") => shell.copy_file(&path, to)?,
            _ => {}
        }
    }
    Ok(())
}
