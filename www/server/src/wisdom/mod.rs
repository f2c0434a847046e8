//! A stand-in for a WisdomAI tenant: it creates users, mints real tokens for them, serves guest pages that use the tokens,
//! and misbehaves on request. Operations and answers are those of the vendor's documentation as of August 2026.

mod answer;
mod behaviour;
mod command;
mod control;
mod counts;
mod data;
mod gates;
mod graphql;
mod guests;
mod impersonate;
mod management;
mod mint;
mod operation;
mod pages;
pub(crate) mod router;
pub(crate) mod state;
mod users;
