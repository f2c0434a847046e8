//! A reference backend for a page that embeds WisdomAI: who is signed in, and a fresh token for them. For support staff
//! it issues impersonation links.
//!
//! Copy [`token_endpoint`] with [`minting`], [`single_flight`], [`last_token`], [`retry_after`], [`metrics`],
//! [`wisdom_client`], [`wisdom_api`] and [`token`], and [`provisioning`] if you create the users; or [`support`]; each with
//! [`secret`], [`same_origin`] and [`limits`]. The sign-in in [`sign_in`] asks for no password: put your own in its place.

mod account_endpoint;
pub mod attributes;
mod last_token;
pub mod limits;
pub mod metrics;
mod minting;
pub mod one_time_code;
mod outgoing;
pub mod provisioning;
pub mod refusal;
mod retry_after;
pub mod roles;
mod router;
pub mod same_origin;
pub mod secret;
pub mod sessions;
pub mod sign_in;
mod single_flight;
mod state;
pub mod support;
pub mod token;
pub mod token_endpoint;
pub mod users;
pub mod wisdom_api;
pub mod wisdom_client;

pub use router::routes;
pub use state::{HostBackend, Wisdom};
