//! What a page downloads, raw and compressed, and the budget for it.

use anyhow::{Result, bail};
use flate2::Compression;
use flate2::write::GzEncoder;
use std::fmt;
use std::io::Write;

/// The most that wasm and minified JavaScript together may take, in bytes after `gzip -9`.
const BUDGET: usize = 22_000;

/// One file's size.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
struct Size {
    raw: usize,
    gzip: usize,
}

/// The sizes of a built package.
#[derive(Debug)]
pub(super) struct Sizes {
    wasm: Size,
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

impl Sizes {
    /// Measures the module, the JavaScript without it, and the entry that holds both.
    pub(super) fn of(wasm: &[u8], script: &[u8], inlined: &[u8]) -> Result<Self> {
        Ok(Self { wasm: Size::of(wasm)?, script: Size::of(script)?, inlined: Size::of(inlined)? })
    }

    /// Whether what a page downloads stays within the budget; the error says by how much it does not.
    pub(super) fn within_budget(&self) -> Result<()> {
        let total = self.total().gzip;
        if total > BUDGET {
            bail!(
                "the package is {} bytes over its budget: {total} of {BUDGET} bytes, gzip -9",
                total - BUDGET
            );
        }
        Ok(())
    }

    fn total(&self) -> Size {
        Size { raw: self.wasm.raw + self.script.raw, gzip: self.wasm.gzip + self.script.gzip }
    }
}

impl fmt::Display for Sizes {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rows = [
            ("wasm", self.wasm),
            ("JavaScript, minified", self.script),
            ("total", self.total()),
            ("index.js (wasm inlined)", self.inlined),
        ];
        writeln!(formatter, "{:<24} {:>9} {:>9}", "bytes", "raw", "gzip -9")?;
        for (name, size) in rows {
            writeln!(formatter, "{name:<24} {:>9} {:>9}", size.raw, size.gzip)?;
        }
        write!(formatter, "{:<24} {:>9} {BUDGET:>9}", "budget of the total", "")
    }
}

#[cfg(test)]
mod tests {
    use super::{BUDGET, Size, Sizes};

    fn sizes(wasm: usize, script: usize) -> Sizes {
        let size = |gzip| Size { raw: 2 * gzip, gzip };
        Sizes { wasm: size(wasm), script: size(script), inlined: size(wasm + script) }
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
    fn the_budget_holds_to_the_byte() {
        assert!(sizes(BUDGET - 3_000, 3_000).within_budget().is_ok());
        let error = sizes(BUDGET - 3_000, 3_001).within_budget().unwrap_err();
        assert_eq!(
            error.to_string(),
            "the package is 1 bytes over its budget: 22001 of 22000 bytes, gzip -9"
        );
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
                vec!["bytes", "raw", "gzip -9"],
                vec!["wasm", "30000", "15000"],
                vec!["JavaScript, minified", "6000", "3000"],
                vec!["total", "36000", "18000"],
                vec!["index.js (wasm inlined)", "36000", "18000"],
                vec!["budget of the total", "22000"],
            ]
        );
    }
}
