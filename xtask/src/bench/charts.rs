//! Which figures the plot shows.

use super::browser::Run;
use super::plot::{Bar, Chart};
use super::results::Results;
use super::sizes::{self, EMBEDS, thousands};
use super::speed::OWN;
use super::statistics::Spread;
use anyhow::Result;

/// A chart of speed: the subject, the condition, the figure, and its title.
const SPEEDS: [(&str, &str, &str, &str); 5] = [
    ("start", "full speed", "total", "From import to the first frame, ms"),
    ("start", "CPU slowed 4 times", "total", "The same with the CPU slowed four times, ms"),
    ("messages", "1 embed", "delivered", "A message that is for no embed, 1 embed on the page, µs"),
    ("messages", "100 embeds", "delivered", "The same with 100 embeds on the page, µs"),
    ("refresh", "token in hand", "answer", "From a guest's request to its answer, token in hand, µs"),
];

/// The charts of what was measured.
pub(super) fn all(run: &Run<'_>, all: &[Results]) -> Result<Vec<Chart>> {
    let mut charts = Vec::new();
    if all.iter().any(|results| results.subject == "size") {
        charts.push(size(run)?);
    }
    charts.extend(SPEEDS.iter().filter_map(|chart| speed(all, *chart)));
    Ok(charts)
}

fn size(run: &Run<'_>) -> Result<Chart> {
    let bar = |&(name, file): &(&str, &str)| {
        let gzip = thousands(sizes::bundle(run, file)?.gzip);
        Ok(Bar { name: name.to_owned(), own: name == OWN, spread: Spread::of(&[gzip]) })
    };
    let bars = EMBEDS.iter().map(bar).collect::<Result<_>>()?;
    Ok(Chart { title: "A minimal use, bundled and compressed by gzip, kB".to_owned(), bars })
}

fn speed(all: &[Results], (subject, condition, figure, title): (&str, &str, &str, &str)) -> Option<Chart> {
    let results = all.iter().find(|results| results.subject == subject)?;
    let bar = |name: &str| {
        let spread = results.find(condition, name, figure)?.spread();
        Some(Bar { name: name.to_owned(), own: name == OWN, spread })
    };
    let known =
        |name: &&str| EMBEDS.iter().any(|(embed, _)| embed == name) || *name == "hand-written listener";
    let bars: Vec<Bar> = results.candidates(condition).into_iter().filter(known).filter_map(bar).collect();
    Some(Chart { title: title.to_owned(), bars })
}
