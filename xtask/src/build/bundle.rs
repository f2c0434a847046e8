//! The scripts of the package: the stage that esbuild reads, and what it makes of it.

use super::entry::{CLASSIC, ENTRIES, Entry, FRAMEWORKS, IMPORTED, SHARED, SMALL, WRAPPERS};
use super::pack;
use crate::project::Project;
use crate::setup::node;
use anyhow::Result;
use std::path::{Path, PathBuf};
use xshell::{Cmd, Shell, cmd};

/// Identifiers stay as they are written, so that stack traces name functions and classes in every browser. That costs 0.2 to
/// 0.9 kB after gzip. `--keep-names` costs about as much, runs code at import for each function, and sets a property that
/// Firefox does not read for its stack traces. The empty tsconfig keeps esbuild from looking for one above the stage.
const OPTIONS: [&str; 6] = [
    "--target=es2022",
    "--minify-syntax",
    "--minify-whitespace",
    "--legal-comments=none",
    "--log-level=warning",
    "--tsconfig-raw={}",
];

/// The module goes into the script. What a script gets by `require` is evaluated when that is called, in every format: so the
/// bindings, which make text coders at once, wait for the first call.
const BUNDLE: [&str; 2] = ["--bundle", "--loader:.hex=text"];

/// For scripts that go through the app's own bundler. It leaves out of an app what that does not use, as the comments `@__PURE__`
/// allow, and the names of components are for the app's developer tools; minifying would remove both.
const READABLE: [&str; 3] = ["--packages=external", "--minify-syntax=false", "--minify-whitespace=false"];

/// What a published script is for.
#[derive(Clone, Copy, Debug)]
pub(super) enum Format {
    /// `import`.
    Module,
    /// `require`: Jest, and what else loads that way.
    CommonJs,
    /// A script element that is no module.
    Classic,
}

impl Format {
    const fn option(self) -> &'static str {
        match self {
            Self::Module => "--format=esm",
            Self::CommonJs => "--format=cjs",
            Self::Classic => "--format=iife",
        }
    }

    /// What esbuild's file in the stage is called behind the name of its source.
    pub(super) const fn extension(self) -> &'static str {
        match self {
            Self::Module => "min.js",
            Self::CommonJs => "min.cjs",
            Self::Classic => "min.iife",
        }
    }
}

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

    /// Writes what is published beside each script, under another extension for each format, and returns the folder. That both
    /// lie in one folder keeps the paths of the imports as they are.
    pub(super) fn bundle(self) -> Result<PathBuf> {
        // What is not minified names its sources in comments, by their path from here.
        let _inside = self.shell.push_dir(&self.folder);
        for format in [Format::Module, Format::CommonJs] {
            let external = |script| format!("--external:{}", self.folder.join(script).display());
            self.esbuild(format, &ENTRIES.map(|entry| entry.script))
                .args(BUNDLE)
                .arg(external(SHARED))
                .run()?;
            self.esbuild(format, &SMALL).run()?;
            for script in WRAPPERS {
                let others = IMPORTED.into_iter().filter(|&imported| imported != script);
                self.esbuild(format, &[script]).args(BUNDLE).args(others.map(external)).run()?;
            }
            let imported = IMPORTED.map(external);
            self.esbuild(format, &FRAMEWORKS).args(BUNDLE).args(imported).args(READABLE).run()?;
        }
        self.share_by_the_global()?;
        self.esbuild(Format::Classic, &CLASSIC.map(|script| script.source)).args(BUNDLE).run()?;
        Ok(self.folder)
    }

    /// Classic scripts share no file: the script that comes second takes the class of errors from the global of the first.
    fn share_by_the_global(&self) -> Result<()> {
        let Self { shell, folder, .. } = self;
        shell.copy_file(folder.join(SHARED), folder.join("classic/own-error.js"))?;
        Ok(shell.copy_file(folder.join("classic/error.js"), folder.join(SHARED))?)
    }

    fn esbuild(&self, format: Format, scripts: &[&str]) -> Cmd<'_> {
        let Self { shell, node, esbuild, folder } = self;
        let scripts = scripts.iter().map(|script| folder.join(script));
        let extension = format.extension();
        cmd!(
            shell,
            "{node} {esbuild} {scripts...} --outdir={folder} --outbase={folder} --out-extension:.js=.{extension}"
        )
        .arg(format.option())
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
