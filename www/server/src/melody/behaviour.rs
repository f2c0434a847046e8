//! How the stand-in differs from the real server, when a test or the demo wants it to.

use serde::Deserialize;

use super::lifetimes;
use super::refusal::ErrorFormat;
use crate::faults::Fault;
use crate::limited::Limited;
use crate::unix_time;

/// How it behaves now.
#[derive(Clone, Debug)]
pub(super) struct Behaviour {
    /// How the token and revocation endpoints refuse.
    pub(super) errors: ErrorFormat,
    /// An exchange must send the client id that the refresh token is for, and a revocation may send it in its form.
    pub(super) client_id_required: bool,
    /// An exchange replaces the refresh token by a new one.
    pub(super) rotation: bool,
    /// The claim `iss` ends with a slash.
    pub(super) issuer_slash: bool,
    /// Lifetime of a page's access token, in seconds.
    pub(super) access_life: u64,
    /// Lifetime of every new refresh token, in seconds, instead of the default.
    pub(super) refresh_life: Option<u64>,
    /// How many seconds the server's clock is ahead.
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

/// A change of behaviour; what is left out stays as it is.
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
    /// A fault of the exchange.
    pub(super) exchange: Option<Limited<Fault>>,
    /// A fault of the revocation.
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

    /// The time by the server's clock.
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
