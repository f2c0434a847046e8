//! What is written in more than one place is the same in all of them.

use std::fs;
use std::path::Path;

use embed_host::protocol::{Error, ErrorCode, Event, FetchReason, State};

const TYPES: &str = "pkg-template/index.d.ts";
const README: &str = "README.md";

fn read(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// The text between two marks.
#[track_caller]
fn between<'text>(text: &'text str, start: &str, end: &str) -> &'text str {
    let (_, rest) = text.split_once(start).unwrap_or_else(|| panic!("{start:?} is missing"));
    rest.split_once(end).unwrap_or_else(|| panic!("{end:?} is missing behind {start:?}")).0
}

/// The members of a union of string literals.
#[track_caller]
fn union(types: &str, name: &str) -> Vec<String> {
    let members = between(types, &format!("export type {name} ="), ";");
    members
        .split('|')
        .map(|member| member.trim().trim_matches('\'').to_owned())
        .filter(|member| !member.is_empty())
        .collect()
}

fn codes() -> Vec<&'static str> {
    ErrorCode::ALL.iter().map(|code| code.as_str()).collect()
}

#[test]
fn the_types_list_every_error_code_in_order() {
    assert_eq!(union(&read(TYPES), "ErrorCode"), codes());
}

#[test]
fn the_types_explain_every_error_code_in_order() {
    let types = read(TYPES);
    let (before, _) = types.split_once("export type ErrorCode").unwrap();
    let comment = before.rsplit("/**").next().unwrap();
    let explained: Vec<_> = comment
        .lines()
        .filter_map(|line| line.trim().strip_prefix("* - `")?.split_once("`: "))
        .map(|(code, remedy)| {
            assert!(remedy.len() > 10, "{code} says what to do");
            code
        })
        .collect();
    assert_eq!(explained, codes());
}

#[test]
fn the_readme_has_one_row_for_every_error_code_in_order() {
    let readme = read(README);
    let mut lines = readme.lines().skip_while(|line| !is_header_of_codes(line)).skip(2).peekable();
    assert!(lines.peek().is_some(), "{README} has no table whose first column is `code`");
    let rows: Vec<_> = lines
        .map_while(|line| line.strip_prefix('|'))
        .map(|row| cell(row).trim_matches('`').to_owned())
        .collect();
    assert_eq!(rows, codes());
}

fn is_header_of_codes(line: &str) -> bool {
    line.strip_prefix('|').is_some_and(|row| cell(row).trim_matches('`').eq_ignore_ascii_case("code"))
}

fn cell(row: &str) -> &str {
    row.split('|').next().unwrap_or_default().trim()
}

#[test]
fn the_guide_on_troubleshooting_has_a_heading_for_every_error_code_in_order() {
    let guide = read("docs/troubleshooting.md");
    let headings: Vec<_> =
        guide.lines().filter_map(|line| line.strip_prefix("### `")?.strip_suffix('`')).collect();
    assert_eq!(headings, codes());
}

#[test]
fn a_code_is_found_by_its_name_and_no_other() {
    for code in ErrorCode::ALL {
        assert_eq!(ErrorCode::from_name(code.as_str()), Some(*code));
    }
    for name in ["", "Timeout", "timeout ", "time-out", "unknown"] {
        assert_eq!(ErrorCode::from_name(name), None, "{name:?}");
    }
}

#[test]
fn the_types_list_every_state_in_order() {
    let states = [State::Loading, State::Live, State::Degraded, State::Refused, State::Closed];
    // A state that is missing above fails to compile here.
    let place = |state| match state {
        State::Loading => 0,
        State::Live => 1,
        State::Degraded => 2,
        State::Refused => 3,
        State::Closed => 4,
    };
    assert_eq!(states.map(place), [0, 1, 2, 3, 4]);
    assert_eq!(union(&read(TYPES), "EmbedState"), states.map(State::as_str));
}

#[test]
fn the_types_list_every_reason_of_a_flight_in_order() {
    let reasons = [
        FetchReason::Mount,
        FetchReason::Request,
        FetchReason::Ahead,
        FetchReason::Recover,
        FetchReason::Reload,
        FetchReason::Switch,
    ];
    // A reason that is missing above fails to compile here.
    let place = |reason| match reason {
        FetchReason::Mount => 0,
        FetchReason::Request => 1,
        FetchReason::Ahead => 2,
        FetchReason::Recover => 3,
        FetchReason::Reload => 4,
        FetchReason::Switch => 5,
    };
    assert_eq!(reasons.map(place), [0, 1, 2, 3, 4, 5]);
    assert_eq!(union(&read(TYPES), "FetchReason"), reasons.map(FetchReason::as_str));
}

#[test]
fn the_types_list_every_event_in_order() {
    let events = [
        Event::Ready,
        Event::StateChange { from: State::Loading, to: State::Live },
        Event::TokenRequest,
        Event::TokenSent { expires_in: None, ahead: false, waited: 0 },
        Event::TokenError { error: Error::new(ErrorCode::Timeout), last: false },
        Event::Closed,
    ];
    // An event that is missing above fails to compile here.
    let place = |event| match event {
        Event::Ready => 0,
        Event::StateChange { .. } => 1,
        Event::TokenRequest => 2,
        Event::TokenSent { .. } => 3,
        Event::TokenError { .. } => 4,
        Event::Closed => 5,
    };
    assert_eq!(events.map(place), [0, 1, 2, 3, 4, 5]);
    let types = read(TYPES);
    let map = between(&types, "export interface EmbedEventMap {", "\n}");
    let listed: Vec<_> = map
        .lines()
        .filter_map(|line| line.trim().split_once(": CustomEvent<"))
        .map(|(name, _)| name)
        .collect();
    assert_eq!(listed, events.iter().map(Event::name).collect::<Vec<_>>());
}
