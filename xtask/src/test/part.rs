//! The parts of a test run.

use super::engine::Engine;
use super::run::Run;
use super::{consumers, deny, javascript, publish, rust, stack, token_endpoints};
use crate::{build, public_api, release};
use anyhow::Result;
use clap::ValueEnum;

/// One part of the tests. They run in this order: what fails fast comes first.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub(crate) enum Part {
    /// rustfmt
    Fmt,
    /// clippy on all crates, for this machine
    Clippy,
    /// clippy on the library, for wasm32
    ClippyWasm,
    /// The tests that need no browser
    Native,
    /// rustdoc, for this machine and for wasm32
    Rustdoc,
    /// cargo-deny
    Deny,
    /// The crates that the library is built on
    Stack,
    /// The npm package and its size
    Build,
    /// TypeScript against the package's types, and their documentation
    Types,
    /// The npm package in Node
    Package,
    /// `npm publish --dry-run`
    NpmPublish,
    /// The token endpoints of the documentation, in four languages
    TokenEndpoints,
    /// wasm-pack, in headless Chromium
    Browser,
    /// Host, guest and attackers on origins of their own, in Chromium
    E2e,
    /// Apps that install the npm package, in Chromium
    Consumers,
    /// Apps that install the npm package with slower bundlers and frameworks, in Chromium; nightly
    Bundlers,
    /// Apps in Rust that use the crate, in Chromium; nightly
    FrontEnds,
    /// The tests of the Rust API and those end to end, in Firefox; nightly
    Firefox,
    /// The tests of the Rust API and those end to end, in WebKit; nightly
    Webkit,
    /// `cargo publish --dry-run`; nightly
    CargoPublish,
    /// The report of the crate's public API; nightly
    PublicApi,
    /// `cargo xtask release --dry-run`; nightly
    Release,
}

impl Part {
    /// All parts, in the order in which they run.
    pub(super) fn all() -> impl Iterator<Item = Self> {
        Self::value_variants().iter().copied()
    }

    /// Whether the part is too slow for every run: its tools take minutes to install, or to compile, where they are not cached, or
    /// it compiles the library anew.
    pub(super) const fn is_nightly(self) -> bool {
        matches!(
            self,
            Self::Bundlers
                | Self::FrontEnds
                | Self::Firefox
                | Self::Webkit
                | Self::CargoPublish
                | Self::PublicApi
                | Self::Release
        )
    }

    /// What the part is called in the report.
    pub(super) fn title(self) -> &'static str {
        match self {
            Self::Fmt => "Format",
            Self::Clippy => "Clippy",
            Self::ClippyWasm => "Clippy for wasm32",
            Self::Native => "Native tests",
            Self::Rustdoc => "Rust documentation",
            Self::Deny => "Dependencies' licences and sources",
            Self::Stack => "Crates of the stack",
            Self::Build => "npm package and its size",
            Self::Types => "TypeScript types",
            Self::Package => "npm package in Node",
            Self::NpmPublish => "npm publish, dry run",
            Self::TokenEndpoints => "Token endpoints in four languages",
            Self::Browser => "Tests in headless Chromium",
            Self::E2e => "End to end",
            Self::Consumers => "npm consumers",
            Self::Bundlers => "npm consumers with slower bundlers",
            Self::FrontEnds => "Rust front ends",
            Self::Firefox => "Rust API and end to end, in Firefox",
            Self::Webkit => "Rust API and end to end, in WebKit",
            Self::CargoPublish => "cargo publish, dry run",
            Self::PublicApi => "Public API of the crate",
            Self::Release => "Release, dry run",
        }
    }

    /// Runs the part, and sets up what it needs.
    pub(super) fn run(self, run: &Run) -> Result<()> {
        let project = &run.project;
        match self {
            Self::Fmt => rust::format(project),
            Self::Clippy => rust::clippy(project),
            Self::ClippyWasm => rust::clippy_for_wasm(project),
            Self::Native => rust::native_tests(project),
            Self::Rustdoc => rust::documentation(project),
            Self::Deny => deny::check(project, run.before_release),
            Self::Stack => stack::check(project),
            Self::Build => build::report_sizes(run.package()?),
            Self::Types => javascript::types(project),
            Self::Package => javascript::package(run),
            Self::NpmPublish => publish::npm(run),
            Self::TokenEndpoints => token_endpoints::run_beside_the_stand_in(project),
            Self::Browser => Engine::Chromium.rust_api(run),
            Self::E2e => javascript::end_to_end(run, Engine::Chromium),
            Self::Consumers | Self::Bundlers | Self::FrontEnds => consumers::build_and_open(run, self),
            Self::Firefox => Engine::Firefox.both_suites(run),
            Self::Webkit => Engine::WebKit.both_suites(run),
            Self::CargoPublish => publish::crate_(run),
            Self::PublicApi => public_api::check_crate(project),
            Self::Release => release::dry_run(project),
        }
    }
}
