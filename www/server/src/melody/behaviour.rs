//! How the stand-in behaves when it is not quite like the server that it stands in for.

use serde::Deserialize;

use super::lifetimes;
use super::refusal::ErrorFormat;
use crate::faults::Fault;
use crate::limited::Limited;
use crate::unix_time;

/// How it behaves now.
#[derive(Clone, Debug)]
pub(super) struct Behaviour {
    /// How the token and revocation endpoints say no.
    pub(super) errors: ErrorFormat,
    /// An exchange has to name the application that the refresh token is for, and a revocation may do so in its form.
    pub(super) client_id_required: bool,
    /// An exchange gives a new refresh token for the old one.
    pub(super) rotation: bool,
    /// The issuer's address ends with a slash.
    pub(super) issuer_slash: bool,
    /// Life of a page's access token, in seconds.
    pub(super) access_life: u64,
    /// Life of every new refresh token, in seconds, instead of its own.
    pub(super) refresh_life: Option<u64>,
    /// By how many seconds the server's clock is ahead.
    pub(super) clock: i64,
}

impl Default for Behaviour {
    fn default() -> Self {
        Self {
            errors: ErrorFormat::Text,
            client_id_required: false,
            rotation: false,
            issuer_slash: false,
            access_life: lifetimes::PAGE_ACCESS,
            refresh_life: None,
            clock: 0,
        }
    }
}

/// A change of behaviour: what is left out stays as it is.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Change {
    errors: Option<ErrorFormat>,
    client_id_required: Option<bool>,
    rotation: Option<bool>,
    issuer_slash: Option<bool>,
    access_life: Option<u32>,
    refresh_life: Option<u32>,
    clock: Option<i32>,
    /// What happens to exchanges before they reach the server proper.
    pub(super) exchange: Option<Limited<Fault>>,
    /// What happens to revocations before they reach the server proper.
    pub(super) revoke: Option<Limited<Fault>>,
}

impl Behaviour {
    pub(super) fn change(&mut self, change: &Change) {
        let Change { errors, client_id_required, rotation, issuer_slash, .. } = *change;
        self.errors = errors.unwrap_or(self.errors);
        self.client_id_required = client_id_required.unwrap_or(self.client_id_required);
        self.rotation = rotation.unwrap_or(self.rotation);
        self.issuer_slash = issuer_slash.unwrap_or(self.issuer_slash);
        self.access_life = change.access_life.map_or(self.access_life, u64::from);
        self.refresh_life = change.refresh_life.map(u64::from).or(self.refresh_life);
        self.clock = change.clock.map_or(self.clock, i64::from);
    }

    /// What the server takes for the time.
    pub(super) fn now(&self) -> u64 {
        unix_time::now().saturating_add_signed(self.clock)
    }

    pub(super) fn ordinary_life(&self) -> u64 {
        self.refresh_life.unwrap_or(lifetimes::SIGN_IN)
    }

    pub(super) fn impersonation_life(&self) -> u64 {
        self.refresh_life.unwrap_or(lifetimes::IMPERSONATION)
    }
}
