//! The JavaScript of the package: each entry's face with its glue and its wasm in it, and what the entries share.

use super::entry::{Entry, SMALL};
use super::text::text;
use super::wasm::Module;
use crate::project::Project;
use crate::setup::node;
use anyhow::{Context, Result};
use std::fs;
use std::path::{Path, PathBuf};
use xshell::{Shell, cmd};

/// What stays a file of its own, so that both entries have the same error class.
const SHARED: &str = "error.js";

/// What the bundler makes of an entry.
#[derive(Debug)]
pub(super) struct Bundle {
    /// The script that is published, with the wasm inlined.
    pub(super) inlined: String,
    /// The same without the wasm: what the JavaScript alone costs.
    pub(super) script: String,
}

/// Where the scripts are put together.
#[derive(Debug)]
pub(super) struct Stage {
    shell: Shell,
    node: PathBuf,
    esbuild: PathBuf,
    terser: PathBuf,
    folder: PathBuf,
}

/// What terser may do to modules of which each function is called as it is written.
const MINIFYING: [&str; 6] =
    ["--module", "--mangle", "--ecma", "2022", "--compress", "passes=3,unsafe_arrows=true,ecma=2022"];

impl Stage {
    /// A fresh copy of `pkg-template`.
    pub(super) fn set_up(project: &Project) -> Result<Self> {
        let shell = project.shell()?;
        let folder = project.path("target/npm/stage");
        shell.remove_path(&folder)?;
        copy_scripts(&shell, &project.path("pkg-template"), &folder)?;
        let modules = node::BUILD.install(project)?;
        let (esbuild, terser) = (modules.join("esbuild/bin/esbuild"), modules.join("terser/bin/terser"));
        Ok(Self { shell, node: node::program("node")?, esbuild, terser, folder })
    }

    /// Bundles the script of an entry with its module and the glue.
    pub(super) fn bundle(&self, entry: &Entry, module: &Module) -> Result<Bundle> {
        let folder = self.folder.join(entry.folder);
        self.shell.write_file(folder.join("bindgen.js"), &module.glue)?;
        // Everything but the default export, the loader that fetches a module: the wasm is inlined, so it would be dead weight.
        self.shell.write_file(folder.join("glue.js"), "export * from './bindgen.js';\n")?;
        let with = |wasm: &str| -> Result<String> {
            let content = format!("export const wasm = \"{wasm}\";\n");
            self.shell.write_file(folder.join("wasm.js"), content)?;
            let shared = self.folder.join(SHARED);
            self.minify(entry.script, &["--bundle", &format!("--external:{}", shared.display())])
        };
        Ok(Bundle { script: with("")?, inlined: with(&text(&module.wasm))? })
    }

    /// The scripts that are published without a module, by name.
    pub(super) fn small_scripts(&self) -> Result<Vec<(&'static str, String)>> {
        SMALL.iter().map(|name| Ok((*name, self.minify(name, &[])?))).collect()
    }

    fn minify(&self, script: &str, options: &[&str]) -> Result<String> {
        let Self { shell, node, esbuild, terser, folder } = self;
        // Beside the source, so that it reaches what is not bundled in the same way.
        let (source, output) = (folder.join(script), folder.join("bundle.js"));
        cmd!(
            shell,
            "{node} {esbuild} {source} --outfile={output} --format=esm --minify --target=es2022 --legal-comments=none --log-level=warning"
        )
        .args(options)
        .run()?;
        cmd!(shell, "{node} {terser} {output} --output {output}").args(MINIFYING).run()?;
        fs::read_to_string(&output).with_context(|| format!("terser wrote no {script}"))
    }
}

/// Copies the scripts of a folder and of the folders in it.
fn copy_scripts(shell: &Shell, from: &Path, to: &Path) -> Result<()> {
    shell.create_dir(to)?;
    for path in shell.read_dir(from)? {
        if path.is_dir() {
            let name = path.file_name().context("a folder has no name")?;
            copy_scripts(shell, &path, &to.join(name))?;
        } else if path.extension().is_some_and(|extension| extension == "js") {
            shell.copy_file(&path, to)?;
        }
    }
    Ok(())
}
