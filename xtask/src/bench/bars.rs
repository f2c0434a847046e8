//! What embed-host is to reach, and whether it did in this run. Nothing fails where it did not: machines differ.

use super::results::{Results, Series};
use super::speed::OWN;
use super::statistics::Spread;
use super::table::Table;

/// The packages that manage a token's life, as embed-host does.
const MANAGE_TOKENS: [&str; 3] =
    ["@superset-ui/embedded-sdk", "@looker/embed-sdk", "@thoughtspot/visual-embed-sdk"];

/// The most that embed-host is to take of another one's time.
const FIRST_MOUNT: f64 = 1.0;
const FOREIGN_MESSAGE: f64 = 1.2;
const ANSWER: f64 = 1.1;

/// The bars of the subjects that were measured.
pub(super) fn table(all: &[Results]) -> Option<Table> {
    let mut table = Table::new("The bars", &["what", "at most", "times", "reached"]);
    let rows: Vec<(String, f64, Spread)> = all.iter().flat_map(rows).collect();
    for (what, bar, spread) in &rows {
        let reached = if spread.median <= *bar { "yes" } else { "no" };
        table.row(vec![what.clone(), bar.to_string(), spread.to_string(), reached.to_owned()]);
    }
    (!rows.is_empty()).then_some(table)
}

fn rows(results: &Results) -> Vec<(String, f64, Spread)> {
    let conditions = results.conditions();
    let rows = conditions.iter().filter_map(|condition| match results.subject.as_str() {
        "start" => first_mount(results, condition),
        "messages" => foreign_message(results, condition),
        "refresh" => answer(results, condition),
        _ => None,
    });
    rows.chain(flat(results)).collect()
}

fn first_mount(results: &Results, condition: &str) -> Option<(String, f64, Spread)> {
    let own = results.find(condition, OWN, "total")?;
    let others = MANAGE_TOKENS.iter().filter_map(|name| results.find(condition, name, "total"));
    let quickest = others.min_by(|one, other| one.spread().median.total_cmp(&other.spread().median))?;
    let what = format!("first mount, {condition}, against {}", quickest.candidate);
    Some((what, FIRST_MOUNT, own.times(quickest)))
}

fn foreign_message(results: &Results, condition: &str) -> Option<(String, f64, Spread)> {
    let find = |candidate| results.find(condition, candidate, "delivered");
    let what = format!("a message for no embed, {condition}, against a hand-written listener");
    (condition != "0 embeds").then_some(())?;
    Some((what, FOREIGN_MESSAGE, find(OWN)?.times(find("hand-written listener")?)))
}

/// What the listeners alone take: with more frames, the browser's own part of a message grows.
fn flat(results: &Results) -> Option<(String, f64, Spread)> {
    let find = |condition| -> Option<&Series> { results.find(condition, OWN, "listeners") };
    (results.subject == "messages").then_some(())?;
    let times = find("100 embeds")?.times(find("1 embed")?);
    Some(("embed-host's listener with 100 embeds, against 1".to_owned(), FOREIGN_MESSAGE, times))
}

fn answer(results: &Results, condition: &str) -> Option<(String, f64, Spread)> {
    let find = |candidate| results.find(condition, candidate, "answer");
    let what = format!("request to answer, {condition}, against the plain snippet");
    (condition == "token in hand").then_some((what, ANSWER, find(OWN)?.times(find("plain snippet")?)))
}

#[cfg(test)]
mod tests {
    use super::table;
    use crate::bench::results::Results;

    fn start(own: f64) -> Vec<Results> {
        let series = |candidate: &str, value: f64| {
            format!(
                r#"{{"candidate":"{candidate}","figure":"total","condition":"slow","unit":"ms","values":[{value}]}}"#
            )
        };
        let all = [
            series("embed-host", own),
            series("@looker/embed-sdk", 30.0),
            series("@superset-ui/embedded-sdk", 20.0),
            series("penpal", 1.0),
        ];
        let machine = r#"{"browser":"1","processor":"p","cores":2,"load":0}"#;
        let text = format!(
            r#"{{"subject":"start","machine":{machine},"rounds":1,"series":[{}],"failed":[]}}"#,
            all.join(",")
        );
        vec![serde_json::from_str(&text).unwrap()]
    }

    #[test]
    fn the_first_mount_is_compared_with_the_quickest_that_manages_tokens() {
        let reached = table(&start(20.0)).unwrap().to_string();
        assert!(
            reached.contains("against @superset-ui/embedded-sdk |       1 | 1.00 (1.00–1.00) |     yes |"),
            "{reached}"
        );
        let missed = table(&start(30.0)).unwrap().to_string();
        assert!(missed.contains("1.50 (1.50–1.50) |      no |"), "{missed}");
    }

    #[test]
    fn what_was_not_measured_has_no_bar() {
        assert!(table(&[]).is_none());
    }
}
