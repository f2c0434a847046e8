//! The entries of the package that carry a wasm module, and what a page may download for each.

/// An entry with a module of its own, built of what it needs and nothing else.
#[derive(Debug)]
pub(super) struct Entry {
    /// What it is called in reports.
    pub(super) name: &'static str,
    /// The cargo features that its module is built with, as cargo takes them.
    pub(super) feature: &'static str,
    /// Where its scripts import the module and the bindings from.
    pub(super) folder: &'static str,
    /// The script that is bundled with them.
    pub(super) script: &'static str,
    /// What its module is published as, unless the script contains it.
    pub(super) module: Option<&'static str>,
    /// Every file of the package that a page downloads for it.
    pub(super) files: &'static [&'static str],
    /// The most that these files may take together, in bytes after `gzip -9`: the build that set it plus 3 %.
    pub(super) limit: usize,
}

/// `embed-host`, `embed-host/impersonation`, and `embed-host/slim`, which is both with the module beside the script.
pub(super) const ENTRIES: [Entry; 3] = [
    Entry {
        name: "embed-host",
        feature: "js-embed",
        folder: "embed",
        script: "index.js",
        module: None,
        files: &["index.js", "error.js"],
        limit: 74_406,
    },
    Entry {
        name: "embed-host/impersonation",
        feature: "js-impersonation",
        folder: "sessions",
        script: "sessions.js",
        module: None,
        files: &["impersonation.js", "sessions.js", "error.js"],
        limit: 84_578,
    },
    Entry {
        name: "embed-host/slim",
        feature: "js-embed,js-impersonation",
        folder: "slim",
        script: "slim.js",
        module: Some("embed-host.wasm"),
        files: &["slim.js", "error.js", "embed-host.wasm"],
        limit: 110_568,
    },
];

/// What stays a file of its own: all entries have the same class of errors.
pub(super) const SHARED: &str = "error.js";

/// The scripts that are published without a module.
pub(super) const SMALL: [&str; 3] = ["auto.js", "impersonation.js", SHARED];

/// The scripts that are bundled of files of their own and published without a module: they import the one of [`API`].
pub(super) const WRAPPERS: [&str; 2] = ["banner.js", "element.js"];

/// The script of the entry `embed-host`, so that a page has one copy of it.
pub(super) const API: &str = "index.js";

/// Those for frameworks, which only a bundler or a server reads.
pub(super) const FRAMEWORKS: [&str; 2] = ["react.js", "vue.js"];

/// The scripts that these import and do not contain, so that a page has one copy of each, and none that it does not use.
pub(super) const IMPORTED: [&str; 3] = ["banner.js", "impersonation.js", API];

/// A script for pages without modules, which is made of an entry and all that it imports.
pub(super) struct Classic {
    /// Where its source is.
    pub(super) source: &'static str,
    /// What it is published as.
    pub(super) published: &'static str,
}

/// One for each entry with its module inside: a page downloads what it needs.
pub(super) const CLASSIC: [Classic; 3] = [
    Classic { source: "classic/embed-host.js", published: "embed-host.global.js" },
    Classic { source: "classic/impersonation.js", published: "impersonation.global.js" },
    Classic { source: "classic/element.js", published: "element.global.js" },
];

/// The cargo features of the modules. Each is a build of its own, without the default features.
pub(crate) fn features() -> impl Iterator<Item = &'static str> {
    ENTRIES.iter().map(|entry| entry.feature)
}
