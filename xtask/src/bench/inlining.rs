//! What each way to put the module into a script costs at a first visit.

use super::browser::Run;
use super::results::Results;
use super::sizes::thousands;
use super::statistics::figure;
use super::table::Table;
use crate::build::Size;
use anyhow::Result;

/// Milliseconds for a thousand bytes at 10 Mbit/s.
const MS_PER_KB: f64 = 0.8;

const COLUMNS: [&str; 7] = [
    "the module inlined as",
    "first visit, ms",
    "download, ms",
    "import and decode, ms",
    "decode alone, ms",
    "gzip -9, B",
    "brotli 11, B",
];

/// One table for each speed of the CPU.
pub(super) fn tables(run: &Run<'_>, results: &Results) -> Result<Vec<Table>> {
    results.conditions().into_iter().map(|condition| table(run, results, condition)).collect()
}

fn table(run: &Run<'_>, results: &Results, condition: &str) -> Result<Table> {
    let mut table = Table::new(format!("Ways to inline the module, {condition}"), &COLUMNS);
    for form in results.candidates(condition) {
        let find = |figure| results.find(condition, form, figure).map(super::results::Series::spread);
        let (Some(total), Some(decode)) = (find("total"), find("decode")) else { continue };
        let size = Size::of(&run.bundle(&bundle_of(form))?)?;
        let download = thousands(size.gzip) * MS_PER_KB;
        table.row(vec![
            form.to_owned(),
            figure(download + total.median),
            figure(download),
            total.to_string(),
            decode.to_string(),
            size.gzip.to_string(),
            size.brotli.to_string(),
        ]);
    }
    table.note("A first visit is the download, compressed by gzip, at 10 Mbit/s, and the main thread's time to import and decode.");
    Ok(table)
}

/// The scripts name the bundle of a form by its words.
fn bundle_of(form: &str) -> String {
    let word = |letter: char| if letter.is_ascii_alphanumeric() { letter } else { '-' };
    format!("inlined-{}", form.chars().map(word).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::bundle_of;

    #[test]
    fn a_bundle_is_named_by_the_words_of_its_form() {
        assert_eq!(bundle_of("hex, fromHex"), "inlined-hex--fromHex");
    }
}
