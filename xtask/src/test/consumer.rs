//! Which apps use the package.

use super::part::Part;
use clap::ValueEnum;

/// An app that installs the npm package, or one in Rust that uses the crate. Its folder in `tests/consumers`, or in `examples`, has
/// the name that the command line knows it by.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub(crate) enum Consumer {
    /// Vite, built and in its development server
    Vite,
    /// Melody Auth's React SDK beside the package
    MelodyReact,
    /// React, Vue and others
    Frameworks,
    /// Tests with Jest
    Jest,
    /// Tests with Vitest
    Vitest,
    /// A page with an import map
    ImportMap,
    /// A page with classic scripts
    ClassicScript,
    /// esbuild, with both of its formats for a page
    Esbuild,
    /// Rollup
    Rollup,
    /// webpack 5; nightly
    Webpack,
    /// Parcel; nightly
    Parcel,
    /// Next.js with its app router, built by Turbopack and by webpack; nightly
    Next,
    /// `SvelteKit`; nightly
    Sveltekit,
    /// Nuxt; nightly
    Nuxt,
    /// Angular, built and in its development server; nightly
    Angular,
    /// Leptos, in Rust; nightly
    Leptos,
    /// Yew, in Rust; nightly
    Yew,
}

/// The tests that all apps of the table in `apps.mjs` have in common. They also build the apps.
const TABLE: &[&str] = &["apps.test.mjs"];

/// The tests that the apps in Rust have in common.
const RUST: &[&str] = &["rust.test.mjs"];

impl Consumer {
    /// All consumers.
    pub(super) fn all() -> impl Iterator<Item = Self> {
        Self::value_variants().iter().copied()
    }

    /// The part of the tests that runs it. A bundler or a framework that takes long to install, or to build, is too slow for every
    /// run.
    pub(super) const fn part(self) -> Part {
        match self {
            Self::Webpack | Self::Parcel | Self::Next | Self::Sveltekit | Self::Nuxt | Self::Angular => {
                Part::Bundlers
            }
            Self::Leptos | Self::Yew => Part::FrontEnds,
            _ => Part::Consumers,
        }
    }

    /// The folder's name.
    pub(super) fn name(self) -> String {
        self.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
    }

    /// The files in `tests/consumers` that test it.
    pub(super) fn tests(self) -> &'static [&'static str] {
        match self {
            Self::MelodyReact => &["melody-react.test.mjs"],
            Self::Frameworks => &["frameworks.test.mjs", "rendering.test.mjs", "wrappers.test.mjs"],
            Self::Jest => &["jest.test.mjs"],
            Self::Vitest => &["vitest.test.mjs"],
            Self::Leptos | Self::Yew => RUST,
            _ => TABLE,
        }
    }

    /// Whether its tests are those of other apps as well, and have to know which of them to open.
    pub(super) fn shares_tests(self) -> bool {
        [TABLE, RUST].contains(&self.tests())
    }
}
