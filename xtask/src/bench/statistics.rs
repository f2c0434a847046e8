//! Medians and quartiles.

use std::fmt;

/// How values lie: the median, and the quartiles on its sides.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spread {
    pub(super) low: f64,
    pub(super) median: f64,
    pub(super) high: f64,
}

impl Spread {
    /// Nothing but zeros where there are no values.
    pub(super) fn of(values: &[f64]) -> Self {
        let mut sorted = values.to_vec();
        sorted.sort_by(f64::total_cmp);
        Self { low: quantile(&sorted, 1), median: quantile(&sorted, 2), high: quantile(&sorted, 3) }
    }
}

/// The value below which so many quarters of the others lie, between the two that are nearest.
fn quantile(sorted: &[f64], quarters: usize) -> f64 {
    let last = sorted.len().saturating_sub(1);
    let (below, rest) = (last * quarters / 4, last * quarters % 4);
    let at = |index: usize| sorted.get(index).copied().unwrap_or_default();
    let part = [0.0, 0.25, 0.5, 0.75].get(rest).copied().unwrap_or_default();
    at(below) + (at((below + 1).min(last)) - at(below)) * part
}

impl fmt::Display for Spread {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { low, median, high } = *self;
        write!(formatter, "{} ({}–{})", figure(median), figure(low), figure(high))
    }
}

/// A figure with three digits that count, and no more decimals than two.
pub(super) fn figure(value: f64) -> String {
    let decimals = match value.abs() {
        size if size < 10.0 => 2,
        size if size < 100.0 => 1,
        _ => 0,
    };
    // No zero has a sign.
    let text = format!("{value:.decimals$}");
    if text.trim_start_matches(['-', '0', '.']).is_empty() { text.replace('-', "") } else { text }
}

#[cfg(test)]
mod tests {
    use super::{Spread, figure};

    #[test]
    fn quartiles_lie_between_the_values() {
        let spread = Spread::of(&[4.0, 1.0, 3.0, 2.0]);
        assert_eq!(spread.to_string(), "2.50 (1.75–3.25)");
        assert_eq!(Spread::of(&[7.0]).to_string(), "7.00 (7.00–7.00)");
        assert_eq!(Spread::of(&[]).to_string(), "0.00 (0.00–0.00)");
    }

    #[test]
    fn figures_have_three_digits() {
        let texts = [0.123, 1.234, 12.34, 123.4, -0.001].map(figure);
        assert_eq!(texts, ["0.12", "1.23", "12.3", "123", "0.00"]);
        assert_eq!(Spread::of(&[1.0, 2.0, 3.0]).to_string(), "2.00 (1.50–2.50)");
    }
}
