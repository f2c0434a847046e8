//! What strangers write, whatever it is: the rules that the fuzz targets check, for what they have found so far.
//!
//! `cargo xtask fuzz` looks for more. The rules are shared with the random tests beside the tables, which try what looks like the real
//! thing.

pub(crate) mod addresses;
pub(crate) mod links;
pub(crate) mod origins;
mod records;
pub(crate) mod retry_after;
mod sessions;
pub(crate) mod tokens;

use crate::corpus::replay;

#[test]
fn the_rules_hold_for_links() {
    replay("links", links::check);
}

#[test]
fn the_rules_hold_for_origins() {
    replay("origins", origins::check);
}

#[test]
fn the_rules_hold_for_addresses() {
    replay("addresses", addresses::check);
}

#[test]
fn the_rules_hold_for_tokens() {
    replay("tokens", tokens::check);
}

#[test]
fn the_rules_hold_for_retry_after() {
    replay("retry_after", retry_after::check);
}

#[test]
fn the_rules_hold_for_records() {
    replay("records", records::check);
}

#[test]
fn the_rules_hold_for_sessions() {
    replay("sessions", sessions::check);
}
