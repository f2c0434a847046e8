//! What a page downloads for an entry, raw and compressed, and the budget for it.

use super::bundle::Bundle;
use super::entry::Entry;
use anyhow::{Context, Result, bail};
use flate2::Compression;
use flate2::write::GzEncoder;
use std::fmt;
use std::io::Write;
use std::ops::Add;

/// One file's size.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
struct Size {
    raw: usize,
    gzip: usize,
}

/// The sizes of a built entry.
#[derive(Debug)]
pub(super) struct Sizes {
    name: &'static str,
    script_name: &'static str,
    budget: usize,
    wasm: Size,
    /// All JavaScript, each file compressed by itself, as it is sent.
    script: Size,
    inlined: Size,
}

impl Size {
    fn of(content: &[u8]) -> Result<Self> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(content)?;
        Ok(Self { raw: content.len(), gzip: encoder.finish()?.len() })
    }
}

impl Add for Size {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self { raw: self.raw + other.raw, gzip: self.gzip + other.gzip }
    }
}

impl Sizes {
    /// Measures the module, the JavaScript without it, and the script that holds both. `small` are the scripts of the
    /// package that hold no module.
    pub(super) fn of(entry: &Entry, wasm: &[u8], bundle: &Bundle, small: &[(&str, String)]) -> Result<Self> {
        let mut script = Size::of(bundle.script.as_bytes())?;
        for name in entry.beside {
            let (_, content) =
                small.iter().find(|(known, _)| known == name).context("a script is missing")?;
            script = script + Size::of(content.as_bytes())?;
        }
        Ok(Self {
            name: entry.name,
            script_name: entry.script,
            budget: entry.budget,
            wasm: Size::of(wasm)?,
            script,
            inlined: Size::of(bundle.inlined.as_bytes())?,
        })
    }

    /// Whether what a page downloads stays within the budget; the error says by how much it does not.
    pub(super) fn within_budget(&self) -> Result<()> {
        let (total, budget) = ((self.wasm + self.script).gzip, self.budget);
        if total > budget {
            bail!(
                "{} is {} bytes over its budget: {total} of {budget} bytes, gzip -9",
                self.name,
                total - budget
            );
        }
        Ok(())
    }
}

impl fmt::Display for Sizes {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inlined = format!("{} (wasm inlined)", self.script_name);
        let rows = [
            ("wasm", self.wasm),
            ("JavaScript, minified", self.script),
            ("total", self.wasm + self.script),
            (&inlined, self.inlined),
        ];
        writeln!(formatter, "{:<28} {:>9} {:>9}", self.name, "raw", "gzip -9")?;
        for (name, size) in rows {
            writeln!(formatter, "{name:<28} {:>9} {:>9}", size.raw, size.gzip)?;
        }
        write!(formatter, "{:<28} {:>9} {:>9}", "budget of the total", "", self.budget)
    }
}

#[cfg(test)]
mod tests {
    use super::super::bundle::Bundle;
    use super::super::entry::{EMBED, IMPERSONATION};
    use super::{Size, Sizes};

    fn sizes(wasm: usize, script: usize) -> Sizes {
        let size = |gzip| Size { raw: 2 * gzip, gzip };
        Sizes {
            name: "embed-host",
            script_name: "index.js",
            budget: 22_000,
            wasm: size(wasm),
            script: size(script),
            inlined: size(wasm + script),
        }
    }

    #[test]
    fn a_gzip_file_is_counted_with_its_header_and_trailer() {
        // Ten bytes of header, two of an empty block, eight of checksum and length.
        assert_eq!(Size::of(b"").unwrap(), Size { raw: 0, gzip: 20 });
    }

    #[test]
    fn repetition_is_compressed() {
        let size = Size::of(&[7; 10_000]).unwrap();
        assert_eq!(size.raw, 10_000);
        assert!(size.gzip < 60, "{size:?}");
    }

    #[test]
    fn every_script_that_an_entry_loads_is_counted() {
        let bundle = Bundle { inlined: "text".to_owned(), script: String::new() };
        let small = [("auto.js", "auto"), ("error.js", "error"), ("impersonation.js", "entry")]
            .map(|(name, content)| (name, content.to_owned()));
        let raw = |entry| Sizes::of(entry, b"wasm", &bundle, &small).unwrap().script.raw;
        assert_eq!((raw(&EMBED), raw(&IMPERSONATION)), (5, 10));
        assert!(Sizes::of(&EMBED, b"wasm", &bundle, &small[..1]).is_err());
    }

    #[test]
    fn the_budget_holds_to_the_byte() {
        assert!(sizes(19_000, 3_000).within_budget().is_ok());
        let error = sizes(19_000, 3_001).within_budget().unwrap_err();
        assert_eq!(error.to_string(), "embed-host is 1 bytes over its budget: 22001 of 22000 bytes, gzip -9");
    }

    #[test]
    fn the_table_has_a_row_for_each_part_and_the_sum() {
        let table = sizes(15_000, 3_000).to_string();
        let rows: Vec<Vec<&str>> = table
            .lines()
            .map(|line| line.split("  ").map(str::trim).filter(|cell| !cell.is_empty()).collect())
            .collect();
        assert_eq!(
            rows,
            [
                vec!["embed-host", "raw", "gzip -9"],
                vec!["wasm", "30000", "15000"],
                vec!["JavaScript, minified", "6000", "3000"],
                vec!["total", "36000", "18000"],
                vec!["index.js (wasm inlined)", "36000", "18000"],
                vec!["budget of the total", "22000"],
            ]
        );
    }
}
