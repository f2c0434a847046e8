//! The scripts of the package: those that carry a wasm module, those that import them, and how large each entry may be.

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
}

/// `embed-host`, `embed-host/impersonation`, and `embed-host/slim`, which is both with the module beside the script.
pub(super) const ENTRIES: [Entry; 3] = [
    Entry { name: "embed-host", feature: "js-embed", folder: "embed", script: "index.js", module: None },
    Entry {
        name: "embed-host/impersonation",
        feature: "js-impersonation",
        folder: "sessions",
        script: "sessions.js",
        module: None,
    },
    Entry {
        name: "embed-host/slim",
        feature: "js-embed,js-impersonation",
        folder: "slim",
        script: "slim.js",
        module: Some("embed-host.wasm"),
    },
];

/// What may not grow unseen: the files of an entry.
#[derive(Debug)]
pub(super) struct Budget {
    /// What it is called in reports.
    pub(super) name: &'static str,
    /// Every file of the package that a page downloads for it, or downloads in addition to the entry that it is a part of.
    pub(super) files: &'static [&'static str],
    /// The most that these files may take together, in bytes after `gzip -9`: the build that set it plus 3 %.
    pub(super) limit: usize,
}

/// What a page may download for each entry. Those that have no module are counted without the entries that they import.
pub(super) const BUDGETS: [Budget; 6] = [
    Budget { name: "embed-host", files: &["index.js", "error.js"], limit: 76_938 },
    Budget {
        name: "embed-host/impersonation",
        files: &["impersonation.js", "sessions.js", "error.js"],
        limit: 87_797,
    },
    Budget { name: "embed-host/slim", files: &["slim.js", "error.js", "embed-host.wasm"], limit: 113_865 },
    Budget { name: "embed-host/element", files: &["element.js", "banner.js"], limit: 9_194 },
    Budget { name: "embed-host/react", files: &["react.js"], limit: 4_662 },
    Budget { name: "embed-host/vue", files: &["vue.js"], limit: 4_870 },
];

/// What stays a file of its own: all entries have the same class of errors.
pub(super) const SHARED: &str = "error.js";

/// The scripts that are published without a module.
pub(super) const SMALL: [&str; 3] = ["auto.js", "impersonation.js", SHARED];

/// The scripts that are bundled of files of their own and published without a module: they import those of [`IMPORTED`].
pub(super) const WRAPPERS: [&str; 2] = ["banner.js", "element.js"];

/// Those for frameworks, which only a bundler or a server reads.
pub(super) const FRAMEWORKS: [&str; 2] = ["react.js", "vue.js"];

/// The scripts that others import and do not contain, so that a page has one copy of each, and none that it does not use.
pub(super) const IMPORTED: [&str; 3] = ["banner.js", "impersonation.js", "index.js"];

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
