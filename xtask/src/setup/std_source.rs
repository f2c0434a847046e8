//! The source of the standard library, from which the npm build compiles a smaller one.

use super::wasm_target::Toolchain;
use crate::project::Project;
use crate::report;
use anyhow::Result;
use xshell::{Cmd, cmd};

/// What makes rustc leave out panic messages, their places in the source, and `Debug` output; inline what a call would
/// outweigh before LLVM does, which it does not for size unless told, and from every crate; and keep JavaScript objects
/// in a table of the glue, which takes fewer bytes than one of the module. What else browsers have had for years stays in.
const SMALL_CODE: [&str; 10] = [
    "-Zunstable-options",
    "-Cpanic=immediate-abort",
    "-Zfmt-debug=none",
    "-Zlocation-detail=none",
    "-Zinline-mir=yes",
    "-Zinline-mir-hint-threshold=13",
    "-Zcross-crate-inline-threshold=always",
    "-Cllvm-args=-inline-threshold=15",
    "-Ctarget-cpu=mvp",
    "-Ctarget-feature=+bulk-memory,+mutable-globals,+nontrapping-fptoint,+sign-ext",
];

/// How the npm build gets its standard library.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum StdSource {
    /// Compiled for size along with the package.
    Rebuilt,
    /// As the toolchain brings it, where its source cannot be had or the compiler is too old.
    Prebuilt,
}

impl StdSource {
    /// Makes a cargo command build its standard library this way.
    pub(crate) fn applied_to(self, command: Cmd<'_>) -> Cmd<'_> {
        match self {
            Self::Prebuilt => command,
            Self::Rebuilt => command
                .arg("-Zbuild-std=std,panic_abort")
                .arg("-Zbuild-std-features=optimize_for_size")
                .env("RUSTFLAGS", SMALL_CODE.join(" "))
                // A stable compiler accepts the options above only when told that it may.
                .env("RUSTC_BOOTSTRAP", "1"),
        }
    }
}

impl Toolchain {
    /// Finds the standard library's source, or installs it.
    pub(crate) fn std_source(&self, project: &Project) -> Result<StdSource> {
        let shell = project.shell()?;
        if !self.rustc_accepts(&[&SMALL_CODE[..], &["--crate-type", "lib", "--emit", "metadata"]].concat()) {
            report::note(
                "This rustc is too old to build a small standard library; the package is larger for it.",
            );
            return Ok(StdSource::Prebuilt);
        }
        let source = self.sysroot(&shell)?.join("lib/rustlib/src/rust/library/Cargo.lock");
        if !source.exists() && self.is_active() {
            report::step("Adding the standard library's source to the Rust toolchain");
            drop(cmd!(shell, "rustup component add rust-src").run());
        }
        if source.exists() {
            return Ok(StdSource::Rebuilt);
        }
        report::note("The standard library's source is missing; the package is larger for it.");
        report::note("To install it, run: rustup component add rust-src");
        Ok(StdSource::Prebuilt)
    }
}
