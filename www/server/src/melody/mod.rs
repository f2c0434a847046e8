//! A stand-in for a Melody Auth server, as far as impersonation goes.
//!
//! Statuses, texts, headers and the order of the checks are the real server's. Users and applications are made up, and
//! so is what tests want beside that: control endpoints, counts, and the ways of servers that keep to RFC 6749.

mod access_tokens;
mod active_sessions;
mod apps;
mod authorization;
mod behaviour;
mod client_credentials;
mod control;
mod cors;
mod counts;
mod exchange;
mod form;
mod impersonation;
mod lifetimes;
mod logout;
mod refresh_tokens;
mod refusal;
mod revocation;
pub(crate) mod router;
pub(crate) mod state;
mod token_endpoint;
mod user_info;
mod users;
mod users_api;
mod violations;
