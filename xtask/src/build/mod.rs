//! Builds the npm package. Each step is one tool, called as its manual says, and nothing edits what a tool wrote.
//!
//! cargo compiles, wasm-bindgen writes the JavaScript that goes with the module, wasm-opt shrinks the module, esbuild puts
//! each entry into one script, with the module inlined in hexadecimal unless it is published beside it, for `import`, for `require`
//! and for pages without modules, and npm packs.

mod bundle;
mod compile;
mod entry;
mod examples;
mod machine_paths;
mod pack;
mod parts;
mod server;
mod size;

use crate::project::Project;
use crate::report;
use crate::setup::cargo_tools::Tool;
use crate::setup::node;
use anyhow::Result;
use bundle::Stage;
use compile::Compiler;
use entry::{BUDGETS, CLASSIC, ENTRIES, Entry};
use parts::Parts;
use size::Sizes;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use xshell::{Shell, cmd};

pub(crate) use entry::features;
pub(crate) use examples::examples;
pub(crate) use pack::Package;
pub(crate) use server::{server, server_and_token_endpoint};
pub(crate) use size::Size;

/// The features that rustc's wasm32 target emits. `--all-features` would let in what browsers refuse.
const WASM_FEATURES: [&str; 7] = [
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// What a published module does without.
const STRIP: [&str; 3] = ["--strip-debug", "--strip-producers", "--strip-target-features"];

/// What wasm-bindgen calls the module.
const MODULE: &str = "bindings_bg.wasm";

/// The module as text, which the scripts import. A byte is always the same two letters, so compression finds in the text what it
/// finds in the bytes: after gzip the text takes a tenth more than the module, where base64 takes a third. What each way costs a
/// page is in `docs/benchmarks.md`.
const MODULE_AS_TEXT: &str = "module.hex";

/// Builds the package, and sets up what that needs.
pub(crate) fn package(project: &Project) -> Result<Package> {
    report::timed("Building the npm package", || {
        let stage = Stage::set_up(project)?;
        let compiler = Compiler::set_up(project)?;
        let modules = Modules::set_up(project)?;
        for entry in &ENTRIES {
            let library = compiler.compile(entry.feature)?;
            modules.write(&library, entry, &stage.folder(entry)?)?;
        }
        let package = pack::write(project, &stage.bundle()?)?;
        machine_paths::check(project, &package.folder)?;
        Ok(package)
    })
}

/// Where the build leaves the module of the entry `embed-host`, as it is inlined.
pub(crate) fn module(project: &Project) -> PathBuf {
    project.path("target/npm/stage/embed").join(MODULE)
}

/// The files that a page loads by their address, and may name the hashes of.
pub(crate) fn served_by_address() -> impl Iterator<Item = &'static str> {
    let modules = ENTRIES.iter().filter_map(|entry| entry.module);
    CLASSIC.iter().map(|script| script.published).chain(modules)
}

/// Prints what a page downloads for each entry; more than the limit is an error.
pub(crate) fn report_sizes(package: &Package) -> Result<()> {
    let sizes: Vec<Sizes> =
        BUDGETS.iter().map(|budget| Sizes::of(budget, &package.folder)).collect::<Result<_>>()?;
    for sizes in &sizes {
        println!("{sizes}");
    }
    sizes.iter().try_for_each(Sizes::within_limit)
}

/// Prints what each part of the modules costs. The package must have been built.
pub(crate) fn report_parts(project: &Project) -> Result<()> {
    let modules = Modules::set_up(project)?;
    for entry in &ENTRIES {
        println!("{}: the module by parts\n{}", entry.name, Parts::of(&modules.with_names(entry)?)?);
    }
    Ok(())
}

/// Makes the modules that esbuild inlines of those that cargo compiles.
struct Modules {
    shell: Shell,
    wasm_bindgen: PathBuf,
    node: PathBuf,
    wasm_opt: PathBuf,
    /// What wasm-bindgen writes, entry by entry.
    bindings: PathBuf,
}

impl Modules {
    fn set_up(project: &Project) -> Result<Self> {
        Ok(Self {
            shell: project.shell()?,
            wasm_bindgen: Tool::WasmBindgen.set_up(project)?,
            node: node::program("node")?,
            wasm_opt: node::BUILD.install(project)?.join("binaryen/bin/wasm-opt"),
            bindings: project.path("target/npm/bindings"),
        })
    }

    /// Writes an entry's module, and the JavaScript that goes with it, into a folder.
    fn write(&self, library: &Path, entry: &Entry, folder: &Path) -> Result<()> {
        let Self { shell, wasm_bindgen, .. } = self;
        let bindings = self.bindings.join(entry.folder);
        let options = ["--target", "web", "--omit-default-module-path", "--no-typescript"];
        cmd!(shell, "{wasm_bindgen} {library} --out-dir {bindings} --out-name bindings {options...}")
            .run()?;
        shell.copy_file(bindings.join("bindings.js"), folder)?;
        self.optimise(&bindings.join(MODULE), &folder.join(MODULE), &STRIP)?;
        if entry.module.is_some() {
            return Ok(());
        }
        let text = hexadecimal(&shell.read_binary_file(folder.join(MODULE))?);
        Ok(shell.write_file(folder.join(MODULE_AS_TEXT), text)?)
    }

    /// An entry's module as it is published, but with the names of its functions.
    fn with_names(&self, entry: &Entry) -> Result<Vec<u8>> {
        let bindings = self.bindings.join(entry.folder);
        let named = bindings.join("with_names.wasm");
        self.optimise(&bindings.join(MODULE), &named, &["--debuginfo"])?;
        Ok(self.shell.read_binary_file(named)?)
    }

    fn optimise(&self, input: &Path, output: &Path, options: &[&str]) -> Result<()> {
        report::step("Optimising the module");
        let Self { shell, node, wasm_opt, .. } = self;
        let command = cmd!(shell, "{node} {wasm_opt} {input} -o {output} -Oz {options...}");
        Ok(command.args(WASM_FEATURES).run()?)
    }
}

/// Two lower-case digits for each byte.
fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::hexadecimal;

    #[test]
    fn each_byte_is_two_digits() {
        assert_eq!(hexadecimal(&[0, 0x61, 0x0f, 0xff]), "00610fff");
    }
}
