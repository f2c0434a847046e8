//! Creates users at WisdomAI, with their roles and stable attributes, before anybody acts as one of them.
//!
//! `impersonateUser` refuses users whom the tenant does not know. [`Provisioner`] makes sure of each user once: on start,
//! at their sign-in, or when their first token is wanted, whichever comes first. [`directory`] makes the calls, with an
//! access token that [`access`] exchanges for the access key.

mod access;
pub mod directory;
mod error;
mod provisioner;
mod steps;

pub use error::ProvisionError;
pub use provisioner::Provisioner;
