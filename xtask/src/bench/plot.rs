//! The plot: horizontal bars with their spread, as SVG that can be read on light and on dark pages.

use super::statistics::{Spread, figure};
use std::fmt::Write;

/// Bars of one figure.
#[derive(Debug)]
pub(super) struct Chart {
    pub(super) title: String,
    pub(super) bars: Vec<Bar>,
}

/// One candidate's figure.
#[derive(Debug)]
pub(super) struct Bar {
    pub(super) name: String,
    /// Whether it is embed-host's.
    pub(super) own: bool,
    pub(super) spread: Spread,
}

const WIDTH: f64 = 760.0;
const LEFT: f64 = 250.0;
const RIGHT: f64 = 80.0;
const ROW: f64 = 20.0;
const THICKNESS: f64 = 12.0;
const TITLE: f64 = 34.0;

/// Grey text is legible on both; where the page's colours are known, they are used.
const STYLE: &str = "\
text { font: 12px system-ui, sans-serif; fill: #57606a }
.title { font-weight: 600; font-size: 13px; fill: #24292f }
.bar { fill: #8c959f } .own { fill: #1f6feb } .spread { stroke: #57606a; stroke-width: 1.5 }
@media (prefers-color-scheme: dark) {
  text { fill: #9198a1 } .title { fill: #e6edf3 } .bar { fill: #6e7681 } .own { fill: #4493f8 } .spread { stroke: #c9d1d9 }
}";

/// All charts, one below the other.
pub(super) fn svg(charts: &[Chart]) -> String {
    let mut body = String::new();
    let mut top = 0.0;
    for chart in charts {
        top = draw(&mut body, chart, top);
    }
    let height = top + 10.0;
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" width=\"{WIDTH}\" height=\"{height}\" role=\"img\">\n\
         <title>embed-host beside other packages; less is better</title>\n<style>\n{STYLE}\n</style>\n{body}</svg>\n"
    )
}

/// Draws a chart, and returns where the next one begins.
fn draw(body: &mut String, chart: &Chart, top: f64) -> f64 {
    let most = chart.bars.iter().map(|bar| bar.spread.high).fold(f64::MIN_POSITIVE, f64::max);
    let scale = (WIDTH - LEFT - RIGHT) / most;
    // Writing to a string cannot fail.
    let _ = writeln!(
        body,
        "<text class=\"title\" x=\"0\" y=\"{:.1}\">{}</text>",
        top + 22.0,
        escaped(&chart.title)
    );
    let mut row = top + TITLE;
    for bar in &chart.bars {
        draw_bar(body, bar, row, scale);
        row += ROW;
    }
    row
}

fn draw_bar(body: &mut String, bar: &Bar, row: f64, scale: f64) {
    let Spread { low, median, high } = bar.spread;
    let [start, end, last] = [low, median, high].map(|value| LEFT + value * scale);
    let (middle, line) = (row + ROW / 2.0, row + ROW / 2.0 + 4.0);
    let _ = writeln!(
        body,
        "<text x=\"{:.1}\" y=\"{line:.1}\" text-anchor=\"end\">{}</text>\n\
         <rect class=\"{}\" x=\"{LEFT}\" y=\"{:.1}\" width=\"{:.1}\" height=\"{THICKNESS}\" rx=\"2\"/>\n\
         <line class=\"spread\" x1=\"{start:.1}\" y1=\"{middle:.1}\" x2=\"{last:.1}\" y2=\"{middle:.1}\"/>\n\
         <text x=\"{:.1}\" y=\"{line:.1}\">{}</text>",
        LEFT - 10.0,
        escaped(&bar.name),
        if bar.own { "own" } else { "bar" },
        middle - THICKNESS / 2.0,
        end - LEFT,
        last.max(end) + 8.0,
        figure(median),
    );
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

#[cfg(test)]
mod tests {
    use super::{Bar, Chart, svg};
    use crate::bench::statistics::Spread;

    #[test]
    fn the_longest_bar_ends_where_the_figures_begin() {
        let bar = |name: &str, value: f64| Bar {
            name: name.to_owned(),
            own: name == "embed-host",
            spread: Spread::of(&[value]),
        };
        let chart =
            Chart { title: "a < b".to_owned(), bars: vec![bar("embed-host", 1.0), bar("other", 2.0)] };
        let plot = svg(&[chart]);
        assert!(plot.contains("a &lt; b"), "{plot}");
        assert!(plot.contains("class=\"own\" x=\"250\" y=\"38.0\" width=\"215.0\""), "{plot}");
        assert!(plot.contains("class=\"bar\" x=\"250\" y=\"58.0\" width=\"430.0\""), "{plot}");
    }
}
