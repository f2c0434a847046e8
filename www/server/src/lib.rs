//! The servers behind the embed-host demo and tests, in one process.
//!
//! - [`host_backend`] is a reference: the sign-in session, the token endpoint, the issuing of impersonation links and the
//!   clients of the vendors' servers are written to be copied.
//! - `wisdom` and `melody` stand in for two vendors' servers, and `attacker` serves hostile pages.
//! - `faults` makes the token endpoint misbehave on request. Like the stand-ins it exists only without a real tenant.

pub mod args;
mod attacker;
mod connections;
mod content_policy;
mod demo_site;
pub mod ending;
mod faults;
mod hex;
pub mod host_backend;
mod limited;
mod loopback;
mod melody;
mod origins;
mod pages;
mod request_log;
mod safe_origin;
mod servers;
mod settings;
pub mod signing_key;
pub mod tenant;
mod unix_time;
mod wisdom;

pub use origins::Origins;
pub use servers::{Servers, start};
pub use settings::{Mounts, Ports, Settings};
