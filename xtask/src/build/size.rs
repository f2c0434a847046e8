//! What a page downloads for an entry: each file as it is served, raw and compressed.

use super::entry::Budget;
use anyhow::{Context, Result, bail};
use brotli::enc::BrotliEncoderParams;
use flate2::Compression;
use flate2::write::GzEncoder;
use std::fmt;
use std::fs;
use std::io::Write;
use std::iter::Sum;
use std::path::Path;

/// One file's size, or the sum of several.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Size {
    /// As it is.
    pub(crate) raw: usize,
    /// After `gzip -9`.
    pub(crate) gzip: usize,
    /// After brotli at level 11.
    pub(crate) brotli: usize,
}

/// The sizes of an entry's files.
#[derive(Debug)]
pub(super) struct Sizes {
    name: &'static str,
    limit: usize,
    files: Vec<(&'static str, Size)>,
}

impl Size {
    /// Compresses the content to see.
    pub(crate) fn of(content: &[u8]) -> Result<Self> {
        Ok(Self { raw: content.len(), gzip: gzip(content)?, brotli: brotli(content)? })
    }
}

/// The size after gzip at level 9. The program `gzip -9` makes about 1 % less of the same file.
fn gzip(content: &[u8]) -> Result<usize> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(content)?;
    Ok(encoder.finish()?.len())
}

/// The size after brotli at its highest quality, 11, which is the default of its encoder.
fn brotli(mut content: &[u8]) -> Result<usize> {
    let mut compressed = Vec::new();
    brotli::BrotliCompress(&mut content, &mut compressed, &BrotliEncoderParams::default())?;
    Ok(compressed.len())
}

/// Every file is compressed by itself, as it is sent.
impl Sum for Size {
    fn sum<I: Iterator<Item = Self>>(sizes: I) -> Self {
        sizes.fold(Self { raw: 0, gzip: 0, brotli: 0 }, |sum, size| Self {
            raw: sum.raw + size.raw,
            gzip: sum.gzip + size.gzip,
            brotli: sum.brotli + size.brotli,
        })
    }
}

impl Sizes {
    /// Measures the files of an entry in the folder of the built package.
    pub(super) fn of(budget: &Budget, package: &Path) -> Result<Self> {
        let measure = |&name: &&'static str| {
            let content = fs::read(package.join(name)).with_context(|| format!("cannot read {name}"))?;
            Ok((name, Size::of(&content)?))
        };
        let files = budget.files.iter().map(measure).collect::<Result<_>>()?;
        Ok(Self { name: budget.name, limit: budget.limit, files })
    }

    fn total(&self) -> Size {
        self.files.iter().map(|(_, size)| *size).sum()
    }

    /// Whether the files stay within the limit. The error says what to do about it.
    pub(super) fn within_limit(&self) -> Result<()> {
        let (name, limit, total) = (self.name, self.limit, self.total().gzip);
        if total > limit {
            bail!(
                "a page downloads {total} bytes (gzip -9) for {name}, and the limit is {limit}. `cargo xtask bench size` shows \
                 which part grew. If it is worth its bytes, set `limit` in xtask/src/build/entry.rs to {}, which is this build \
                 plus 3 %, and say in the commit what the bytes are for.",
                total + total * 3 / 100
            );
        }
        Ok(())
    }
}

impl fmt::Display for Sizes {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(formatter, "{:<26} {:>9} {:>9} {:>9}", self.name, "raw", "gzip-9", "brotli-11")?;
        let mut row = |name: &str, size: Size| {
            writeln!(formatter, "{name:<26} {:>9} {:>9} {:>9}", size.raw, size.gzip, size.brotli)
        };
        self.files.iter().try_for_each(|(name, size)| row(name, *size))?;
        row("total", self.total())?;
        writeln!(formatter, "{:<26} {:>9} {:>9}", "limit", "", self.limit)
    }
}

#[cfg(test)]
mod tests {
    use super::{Size, Sizes};

    fn sizes(files: &[(&'static str, usize)]) -> Sizes {
        let size = |gzip| Size { raw: 2 * gzip, gzip, brotli: gzip - 1 };
        Sizes {
            name: "embed-host",
            limit: 22_000,
            files: files.iter().map(|&(name, gzip)| (name, size(gzip))).collect(),
        }
    }

    #[test]
    fn a_gzip_file_is_counted_with_its_header_and_trailer() {
        // Ten bytes of header, two of an empty block, eight of checksum and length.
        assert_eq!(Size::of(b"").unwrap(), Size { raw: 0, gzip: 20, brotli: 1 });
    }

    #[test]
    fn repetition_is_compressed() {
        let size = Size::of(&[7; 10_000]).unwrap();
        assert_eq!(size.raw, 10_000);
        assert!(size.gzip < 60 && size.brotli < 20, "{size:?}");
    }

    #[test]
    fn the_limit_holds_to_the_byte_and_its_message_says_how_to_raise_it() {
        assert!(sizes(&[("index.js", 21_000), ("error.js", 1_000)]).within_limit().is_ok());
        let error =
            sizes(&[("index.js", 21_000), ("error.js", 1_001)]).within_limit().unwrap_err().to_string();
        assert!(error.contains("downloads 22001 bytes (gzip -9) for embed-host"), "{error}");
        assert!(error.contains("set `limit` in xtask/src/build/entry.rs to 22661"), "{error}");
    }

    #[test]
    fn the_table_has_a_row_for_each_file_and_the_sum() {
        let table = sizes(&[("index.js", 15_000), ("error.js", 1_000)]).to_string();
        let rows: Vec<Vec<&str>> = table.lines().map(|line| line.split_whitespace().collect()).collect();
        assert_eq!(
            rows,
            [
                vec!["embed-host", "raw", "gzip-9", "brotli-11"],
                vec!["index.js", "30000", "15000", "14999"],
                vec!["error.js", "2000", "1000", "999"],
                vec!["total", "32000", "16000", "15998"],
                vec!["limit", "22000"],
            ]
        );
    }
}
