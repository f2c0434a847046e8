//! What a page downloads: bundles of the least real use, and the package's own files.

use super::browser::Run;
use super::table::Table;
use crate::build::Size;
use anyhow::{Context, Result};
use std::fs;

/// The uses that mount an embed: the names of the table and of the bundles.
pub(super) const EMBEDS: [(&str, &str); 8] = [
    ("embed-host", "embed-host"),
    ("plain snippet", "snippet"),
    ("@superset-ui/embedded-sdk", "superset"),
    ("@looker/embed-sdk", "looker"),
    ("@thoughtspot/visual-embed-sdk", "thoughtspot"),
    ("amazon-quicksight-embedding-sdk", "quicksight"),
    ("powerbi-client", "powerbi"),
    ("penpal", "penpal"),
];

const LINKS: [(&str, &str); 3] = [
    ("embed-host/impersonation", "impersonation"),
    ("oidc-client-ts", "oidc"),
    ("@melody-auth/web", "melody"),
];

/// The package's files, entry by entry.
const SERVED: [(&str, &[&str]); 2] = [
    ("embed-host", &["index.js", "error.js"]),
    ("embed-host/impersonation", &["impersonation.js", "sessions.js", "error.js"]),
];

const COLUMNS: [&str; 4] = ["what", "raw, B", "gzip -9, B", "brotli 11, B"];
const COMPARED: [&str; 5] =
    ["bundle of a minimal use", "gzip, times ours", "raw, B", "gzip -9, B", "brotli 11, B"];

/// The tables of all sizes.
pub(super) fn tables(run: &Run<'_>) -> Result<Vec<Table>> {
    Ok(vec![compared(run, "Size of embeds", &EMBEDS)?, compared(run, "Size of links", &LINKS)?, served(run)?])
}

/// The size of a use's bundle.
pub(super) fn bundle(run: &Run<'_>, name: &str) -> Result<Size> {
    Size::of(&run.bundle(name)?)
}

fn compared(run: &Run<'_>, heading: &str, uses: &[(&str, &str)]) -> Result<Table> {
    let sizes: Vec<(&str, Size)> =
        uses.iter().map(|(name, file)| Ok((*name, bundle(run, file)?))).collect::<Result<_>>()?;
    let own = sizes.first().map_or(1, |(_, size)| size.gzip);
    let mut table = Table::new(heading, &COMPARED);
    for (name, size) in &sizes {
        let ratio = format!("{:.2}", thousands(size.gzip) / thousands(own));
        table.row([vec![(*name).to_owned(), ratio], bytes(*size)].concat());
    }
    Ok(table)
}

/// The files as they are served, and what of the first entry is the module and what is script.
fn served(run: &Run<'_>) -> Result<Table> {
    let mut table = Table::new("The files of embed-host as they are served", &COLUMNS);
    for (entry, files) in SERVED {
        let size = files.iter().map(|file| Size::of(&read(run, file)?)).sum::<Result<Size>>()?;
        table.row([vec![entry.to_owned()], bytes(size)].concat());
    }
    let module = run.module()?;
    let script = String::from_utf8(read(run, "index.js")?).context("index.js is not UTF-8")?;
    let longest = script.split('"').max_by_key(|literal| literal.len()).unwrap_or_default();
    let rows = [
        ("embed-host: the script without the module", script.replace(longest, "").into_bytes()),
        ("embed-host: the module as inlined", longest.as_bytes().to_vec()),
        ("embed-host: the module by itself", module),
    ];
    for (name, content) in rows {
        table.row([vec![name.to_owned()], bytes(Size::of(&content)?)].concat());
    }
    Ok(table)
}

fn read(run: &Run<'_>, file: &str) -> Result<Vec<u8>> {
    fs::read(run.package.folder.join(file)).with_context(|| format!("cannot read {file}"))
}

fn bytes(size: Size) -> Vec<String> {
    [size.raw, size.gzip, size.brotli].map(|bytes| bytes.to_string()).to_vec()
}

/// Bytes as a number to divide. No file here is too large for it.
#[expect(clippy::cast_precision_loss, reason = "files are of some hundred thousand bytes")]
pub(super) const fn thousands(bytes: usize) -> f64 {
    bytes as f64 / 1000.0
}
