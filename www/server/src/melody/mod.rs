//! A stand-in for a Melody Auth server, as far as impersonation goes.
//!
//! Statuses, texts, headers and the order of the checks are those of ValueMelody/melody-auth at commit 5325d19c
//! (2026-08-16). They were recorded from its Node entry with default settings; what was not recorded follows its source
//! at that commit. The users, applications, control endpoints and counts are ours, and so are the modes that follow
//! RFC 6749 and RFC 7009.

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
mod settings_api;
pub(crate) mod state;
mod token_endpoint;
mod user_info;
mod users;
mod users_api;
mod violations;
