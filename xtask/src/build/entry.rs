//! The entries of the package that carry a wasm module. Each has its own, built of what it needs and nothing else.

/// An entry with a module.
#[derive(Debug)]
pub(super) struct Entry {
    /// What it is called in reports, and its folder while it is built.
    pub(super) name: &'static str,
    /// The cargo feature that its module is built with.
    pub(super) feature: &'static str,
    /// The script that the module is inlined in.
    pub(super) script: &'static str,
    /// Where the script's imports look for the module and its glue, below `pkg-template`.
    pub(super) folder: &'static str,
    /// The scripts that a page downloads beside it.
    pub(super) beside: &'static [&'static str],
    /// The most that wasm and minified JavaScript together may take, in bytes after `gzip -9`.
    pub(super) budget: usize,
}

/// What `mount` and `attach` need.
pub(super) const EMBED: Entry = Entry {
    name: "embed-host",
    feature: "npm",
    script: "index.js",
    folder: "",
    beside: &["error.js"],
    budget: 22_000,
};

/// What impersonation links need.
pub(super) const IMPERSONATION: Entry = Entry {
    name: "embed-host/impersonation",
    feature: "npm-impersonation",
    script: "sessions.js",
    folder: "impersonation",
    beside: &["error.js", "impersonation.js"],
    budget: 18_000,
};

/// The scripts that are published as they are, but for their size: several entries share them.
pub(super) const SMALL: [&str; 3] = ["auto.js", "error.js", "impersonation.js"];
