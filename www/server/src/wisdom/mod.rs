//! A stand-in for a WisdomAI tenant: it mints real tokens, serves guest pages that use them, and misbehaves on request.

mod behaviour;
mod command;
mod control;
mod counts;
mod data;
mod graphql;
mod guests;
mod mint;
mod pages;
pub(crate) mod router;
pub(crate) mod state;
