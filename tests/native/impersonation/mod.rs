//! Impersonation links: what is found in addresses, what is left of them, and the state machine of the session.

mod access;
mod clocks;
mod documents;
pub(crate) mod drawer;
mod ending;
mod incoming;
mod kept;
mod links;
mod melody;
mod opening;
mod options;
mod others;
mod random;
mod replacing;
mod resuming;
mod retries;
mod secrets;
mod storage;
mod stories;
mod verdicts;
pub(crate) mod watched;
pub(crate) mod world;
