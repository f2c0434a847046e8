//! Tables, as Markdown that is also readable on a terminal.

use std::fmt;

/// A table under a heading, with notes below it.
#[derive(Debug)]
pub(super) struct Table {
    heading: String,
    rows: Vec<Vec<String>>,
    notes: Vec<String>,
}

impl Table {
    /// A table of no rows but the names of its columns.
    pub(super) fn new(heading: impl Into<String>, columns: &[&str]) -> Self {
        let columns = columns.iter().map(|&column| column.to_owned()).collect();
        Self { heading: heading.into(), rows: vec![columns], notes: Vec::new() }
    }

    /// Adds a row.
    pub(super) fn row(&mut self, cells: Vec<String>) {
        self.rows.push(cells);
    }

    /// Adds a sentence below the table.
    pub(super) fn note(&mut self, note: impl Into<String>) {
        self.notes.push(note.into());
    }

    fn widths(&self) -> Vec<usize> {
        let columns = self.rows.first().map_or(0, Vec::len);
        let width = |column: usize| {
            self.rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max()
        };
        (0..columns).map(|column| width(column).unwrap_or(0).max(3)).collect()
    }
}

impl fmt::Display for Table {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(formatter, "### {}\n", self.heading)?;
        let widths = self.widths();
        for (index, row) in self.rows.iter().enumerate() {
            for (column, (cell, width)) in row.iter().zip(&widths).enumerate() {
                // Figures are aligned to the right.
                match column {
                    0 => write!(formatter, "| {cell:<width$} ")?,
                    _ => write!(formatter, "| {cell:>width$} ")?,
                }
            }
            writeln!(formatter, "|")?;
            if index == 0 {
                for (column, width) in widths.iter().enumerate() {
                    let (dashes, colon) = ("-".repeat(width + 1), if column == 0 { "-" } else { ":" });
                    write!(formatter, "|{dashes}{colon}")?;
                }
                writeln!(formatter, "|")?;
            }
        }
        self.notes.iter().try_for_each(|note| write!(formatter, "\n{note}\n"))
    }
}

#[cfg(test)]
mod tests {
    use super::Table;

    #[test]
    fn columns_are_as_wide_as_their_widest_cell() {
        let mut table = Table::new("Sizes", &["package", "gzip"]);
        table.row(vec!["a".to_owned(), "12".to_owned()]);
        table.note("All of it.");
        assert_eq!(
            table.to_string(),
            "### Sizes\n\n| package | gzip |\n|---------|-----:|\n| a       |   12 |\n\nAll of it.\n"
        );
    }
}
