//! Makes a module small, and checks that what comes out still compiles.

use super::names::Names;
use crate::project::Project;
use crate::report;
use crate::setup::node;
use anyhow::{Context, Result};
use std::path::{Path, PathBuf};
use xshell::{Cmd, Shell, cmd};

/// The features that rustc's wasm32 target emits. `--all-features` would let in what browsers refuse.
const FEATURES: [&str; 7] = [
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// For the fewest bytes after compression. What wasm-bindgen exports for glue that this package does not have goes first; glue
/// that calls it after all is an error of [`Names`]. Expressions whose value a local keeps compress worse than repeated ones.
/// The memory is the module's own, begins as zeros, and its first kilobyte is the far end of the stack.
const PASSES: [&str; 12] = [
    "--remove-exports=__wbindgen_realloc",
    "--remove-exports=__wbindgen_free",
    "--remove-exports=__abort_handler",
    "--remove-exports=__instance_terminated",
    "-Oz",
    "--skip-pass=local-cse",
    "--converge",
    "--zero-filled-memory",
    "--low-memory-unused",
    "--strip-debug",
    "--strip-producers",
    "--strip-target-features",
];

/// What is done last. The list of features has served its purpose by then.
const SHORTENING: [&str; 2] = ["--minify-imports-and-exports-and-modules", "--strip-target-features"];

/// wasm-opt, which runs in Node.
#[derive(Debug)]
pub(super) struct Optimiser<'shell> {
    shell: &'shell Shell,
    node: PathBuf,
    wasm_opt: PathBuf,
}

impl<'shell> Optimiser<'shell> {
    /// Finds it, or installs it.
    pub(super) fn set_up(project: &Project, shell: &'shell Shell) -> Result<Self> {
        let wasm_opt = node::BUILD.install(project)?.join("binaryen/bin/wasm-opt");
        Ok(Self { shell, node: node::program("node")?, wasm_opt })
    }

    /// Optimises a module, shortens its names, and tells which name became which.
    pub(super) fn run(&self, input: &Path, output: &Path) -> Result<Names> {
        report::step("Optimising the module");
        self.wasm_opt(input, output).args(PASSES).run()?;
        let printed = self.wasm_opt(output, output).args(SHORTENING).read()?;
        self.check(output)?;
        Names::parse(&printed)
    }

    fn wasm_opt(&self, input: &Path, output: &Path) -> Cmd<'shell> {
        let Self { shell, node, wasm_opt } = self;
        cmd!(shell, "{node} {wasm_opt} {input} -o {output}").args(FEATURES)
    }

    /// Node holds the engine of Chromium: what the one compiles, the other does.
    fn check(&self, module: &Path) -> Result<()> {
        let Self { shell, node, .. } = self;
        let compile = "new WebAssembly.Module(require('node:fs').readFileSync(process.argv[1]))";
        cmd!(shell, "{node} --eval {compile} {module}")
            .quiet()
            .run()
            .context("the optimised module does not compile")
    }
}
