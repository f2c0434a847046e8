//! The tables of what is measured in the browser.

use super::results::Results;
use super::statistics::figure;
use super::table::Table;

/// Whom all others are compared with.
pub(super) const OWN: &str = "embed-host";

/// From a second call to its frame.
const AGAIN: &str = "again";

/// How a subject is shown.
struct View {
    heading: &'static str,
    /// The figures and the names of their columns. The ratio is of the first.
    figures: &'static [(&'static str, &'static str)],
}

const START: View = View {
    heading: "From import to the frame",
    figures: &[
        ("total", "to the frame, ms"),
        ("import", "import, ms"),
        ("call", "call, ms"),
        (AGAIN, "a second mount, ms"),
    ],
};

/// Links are opened once.
const LINKS: View = View {
    heading: "Links: from import to the end of the first call",
    figures: &[("total", "to the end, ms"), ("import", "import, ms"), ("call", "call, ms")],
};

const COMPILATION: View = View {
    heading: "What the main thread does on the way to the frame",
    figures: &[
        ("busy", "busy, ms"),
        ("busyAgain", "busy at a second mount, ms"),
        ("compiling", "compiling, ms"),
        ("wasm", "WebAssembly, ms"),
        ("functions", "functions of it"),
        ("scripts", "scripts, ms"),
        ("scriptFunctions", "functions of them"),
    ],
};

const STEPS: View = View {
    heading: "embed-host step by step",
    figures: &[
        ("import", "import, ms"),
        ("decode", "decode, ms"),
        ("compile", "compile, ms"),
        ("instantiate", "instantiate, ms"),
        ("call", "whole first call, ms"),
        (AGAIN, "a second mount, ms"),
    ],
};

const MESSAGES: View = View {
    heading: "A message that is for no embed",
    figures: &[("delivered", "delivered, µs"), ("listeners", "listeners alone, µs")],
};

const REFRESH: View =
    View { heading: "From a guest's request to its answer", figures: &[("answer", "answer, µs")] };

const EMBEDS: View = View {
    heading: "What embeds cost a page",
    figures: &[
        ("live", "all loaded, ms"),
        ("listeners", "listeners"),
        ("timers", "timers"),
        ("fetches", "token fetches"),
        ("heap", "JS heap, KiB"),
        ("wasm", "wasm memory, KiB"),
    ],
};

const ROUNDS: View = View {
    heading: "What is left",
    figures: &[
        ("round", "a round, ms"),
        ("frames", "frames left"),
        ("documents", "documents left"),
        ("listeners", "listeners left"),
        ("timers", "timers left"),
        ("heap", "heap growth a round, B"),
        ("wasm", "wasm growth, KiB"),
    ],
};

/// One table for each condition of a subject.
pub(super) fn tables(results: &Results) -> Vec<Table> {
    let conditions = results.conditions();
    conditions.iter().flat_map(|condition| condition_tables(results, condition)).collect()
}

fn condition_tables(results: &Results, condition: &str) -> Vec<Table> {
    let candidates = results.candidates(condition);
    let (steps, others): (Vec<&str>, Vec<&str>) =
        candidates.into_iter().partition(|name| name.contains("step by step"));
    let (links, embeds): (Vec<&str>, Vec<&str>) = others.into_iter().partition(|name| is_link(name));
    let view = match results.subject.as_str() {
        "start" if results.find(condition, OWN, "compiling").is_some() => COMPILATION,
        "start" => START,
        "messages" => MESSAGES,
        "refresh" => REFRESH,
        _ if results.find(condition, OWN, "round").is_some() => ROUNDS,
        _ => EMBEDS,
    };
    let mut tables = vec![table(results, condition, &view, &embeds, Some(OWN))];
    if let [own, ..] = links.as_slice() {
        tables.push(table(results, condition, &LINKS, &links, Some(own)));
    }
    if !steps.is_empty() {
        tables.push(table(results, condition, &STEPS, &steps, None));
    }
    for failed in results.failed.iter().filter(|failed| failed.condition == condition) {
        if let Some(table) = tables.first_mut() {
            table.note(format!("{} was not measured: {}.", failed.name, failed.reason));
        }
    }
    tables
}

fn is_link(name: &str) -> bool {
    ["embed-host/impersonation", "oidc-client-ts", "@melody-auth/web"].contains(&name)
}

/// The ratio of the first figure comes first, with its spread, then the medians and spreads of all.
fn table(results: &Results, condition: &str, view: &View, candidates: &[&str], own: Option<&str>) -> Table {
    let ratio = own.map(|own| format!("times {own}"));
    let columns: Vec<&str> = ["candidate"]
        .into_iter()
        .chain(ratio.as_deref())
        .chain(view.figures.iter().map(|(_, column)| *column))
        .collect();
    let mut table = Table::new(format!("{}, {condition}", view.heading), &columns);
    for candidate in candidates {
        let mut cells = vec![(*candidate).to_owned()];
        let main = view.figures.first().and_then(|(figure, _)| results.find(condition, candidate, figure));
        if let Some(own) = own {
            let own = view.figures.first().and_then(|(figure, _)| results.find(condition, own, figure));
            cells.push(main.zip(own).map_or_else(none, |(main, own)| main.times(own).to_string()));
        }
        for (figure, _) in view.figures {
            cells.push(results.find(condition, candidate, figure).map_or_else(none, |series| {
                if series.unit.is_empty() {
                    count(series.spread().median)
                } else {
                    series.spread().to_string()
                }
            }));
        }
        table.row(cells);
    }
    table
}

fn none() -> String {
    "–".to_owned()
}

fn count(median: f64) -> String {
    if median.fract().abs() < f64::EPSILON { format!("{median:.0}") } else { figure(median) }
}
