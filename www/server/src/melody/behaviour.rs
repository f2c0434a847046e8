//! How the stand-in differs from the real server, when a test or the demo wants it to.

use serde::Deserialize;

use super::lifetimes;
use super::refusal::ErrorFormat;
use crate::faults::Fault;
use crate::limited::Limited;
use crate::unix_time;

/// Whether users must consent to an application, which `ENABLE_USER_APP_CONSENT` of the real server says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Consent {
    Required,
    NotRequired,
}

impl From<bool> for Consent {
    fn from(required: bool) -> Self {
        if required { Self::Required } else { Self::NotRequired }
    }
}

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
    pub(super) consent: Consent,
    /// The scopes that an administrator has left to the S2S application, instead of all of its own.
    pub(super) server_scopes: Option<Vec<String>>,
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
            consent: Consent::Required,
            server_scopes: None,
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
    consent: Option<bool>,
    server_scopes: Option<Vec<String>>,
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
        let Change { errors, client_id_required, rotation, issuer_slash, consent, .. } = *change;
        self.errors = errors.unwrap_or(self.errors);
        self.client_id_required = client_id_required.unwrap_or(self.client_id_required);
        self.rotation = rotation.unwrap_or(self.rotation);
        self.issuer_slash = issuer_slash.unwrap_or(self.issuer_slash);
        self.consent = consent.map_or(self.consent, Consent::from);
        self.server_scopes = change.server_scopes.clone().or(self.server_scopes.take());
        self.access_life = change.access_life.map_or(self.access_life, u64::from);
        self.refresh_life = change.refresh_life.map(u64::from).or(self.refresh_life);
        self.clock = change.clock.map_or(self.clock, i64::from);
    }

    /// The time by the server's clock.
    pub(super) fn now(&self) -> u64 {
        unix_time::now().saturating_add_signed(self.clock)
    }

    /// Whether the S2S application may have this scope.
    pub(super) fn grants_server(&self, scope: &str) -> bool {
        self.server_scopes.as_ref().is_none_or(|scopes| scopes.iter().any(|granted| granted == scope))
    }

    pub(super) fn ordinary_life(&self) -> u64 {
        self.refresh_life.unwrap_or(lifetimes::SIGN_IN)
    }

    pub(super) fn impersonation_life(&self) -> u64 {
        self.refresh_life.unwrap_or(lifetimes::IMPERSONATION)
    }
}
