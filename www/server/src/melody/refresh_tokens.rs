//! The live refresh tokens, and what each one grants.

use std::collections::BTreeMap;
use std::fmt;
use std::time::{Duration, Instant};

use parking_lot::Mutex;
use rand::distr::{Alphanumeric, SampleString};
use serde::Serialize;

use super::apps::App;
use super::users::{IMPERSONATION_SCOPES, User};
use crate::hex;
use crate::host_backend::secret::Secret;

/// What a refresh token grants, and to whom. The roles are those at the time of minting.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Grant {
    #[serde(skip)]
    pub(super) user: u64,
    pub(super) auth_id: &'static str,
    pub(super) client_id: String,
    pub(super) scope: String,
    pub(super) roles: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) impersonated_by: Option<&'static str>,
    /// Whether it is the support console's own sign-in. Tests neither see nor count it.
    #[serde(skip)]
    pub(super) is_console: bool,
}

impl Grant {
    /// For a user who signed in to an application.
    pub(super) fn ordinary(user: &User, app: &App) -> Self {
        Self {
            user: user.id,
            auth_id: user.auth_id,
            client_id: app.client_id.clone(),
            scope: "openid profile offline_access".to_owned(),
            roles: user.roles.clone(),
            impersonated_by: None,
            is_console: false,
        }
    }

    /// For `by`, who acts as the user in an application.
    pub(super) fn impersonated(user: &User, app: &App, by: &User) -> Self {
        let scope = IMPERSONATION_SCOPES.join(" ");
        Self { scope, impersonated_by: Some(by.auth_id), ..Self::ordinary(user, app) }
    }
}

#[derive(Clone)]
struct Stored {
    grant: Grant,
    expired_at: u64,
    /// When it expires. The real server leaves that to a store with its own clock, so the stand-in's clock has no
    /// effect.
    over: Instant,
}

/// A session in the list of a user's sessions.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ActiveSession {
    pub(super) session_id: String,
    #[serde(flatten)]
    grant: Grant,
    expired_at: u64,
}

/// The live refresh tokens.
#[derive(Default)]
pub(super) struct RefreshTokens(Mutex<BTreeMap<String, Stored>>);

impl RefreshTokens {
    /// A new token, which expires `life` seconds after `now`.
    pub(super) fn issue(&self, grant: Grant, life: u64, now: u64) -> Secret {
        let over = Instant::now() + Duration::from_secs(life);
        let stored = Stored { grant, expired_at: now.saturating_add(life), over };
        Secret::new(self.store(stored))
    }

    /// What a token grants, if it is alive.
    pub(super) fn grant(&self, token: &str) -> Option<Grant> {
        let tokens = self.0.lock();
        tokens.get(token).filter(|stored| stored.is_alive()).map(|stored| stored.grant.clone())
    }

    /// Replaces this token by another one with the same expiry.
    pub(super) fn rotate(&self, token: &str) -> Option<Secret> {
        let stored = self.0.lock().remove(token).filter(Stored::is_alive)?;
        Some(Secret::new(self.store(stored)))
    }

    pub(super) fn remove(&self, token: &str) {
        self.0.lock().remove(token);
    }

    /// Deletes all but the support console's own.
    pub(super) fn forget(&self) {
        self.0.lock().retain(|_, stored| stored.grant.is_console);
    }

    /// How many are alive, without the support console's own.
    pub(super) fn alive(&self) -> usize {
        self.0.lock().values().filter(|stored| stored.is_alive() && !stored.grant.is_console).count()
    }

    pub(super) fn sessions(&self, user: u64) -> Vec<ActiveSession> {
        let tokens = self.0.lock();
        let of_user = tokens.iter().filter(|(_, stored)| stored.is_alive() && stored.grant.user == user);
        let session = |(token, stored): (&String, &Stored)| ActiveSession {
            session_id: session_id(token),
            grant: stored.grant.clone(),
            expired_at: stored.expired_at,
        };
        of_user.map(session).collect()
    }

    /// Ends a session of this user. False if there is none with this id.
    pub(super) fn end_session(&self, user: u64, id: &str) -> bool {
        let mut tokens = self.0.lock();
        let before = tokens.len();
        tokens.retain(|token, stored| stored.grant.user != user || session_id(token) != id);
        tokens.len() < before
    }

    fn store(&self, stored: Stored) -> String {
        let chance = Alphanumeric.sample_string(&mut rand::rng(), 128);
        let token = format!("{}.{chance}", stored.grant.user);
        self.0.lock().insert(token.clone(), stored);
        token
    }
}

impl Stored {
    fn is_alive(&self) -> bool {
        Instant::now() < self.over
    }
}

/// A session's id is a hash, from which the token cannot be found.
fn session_id(token: &str) -> String {
    hex::sha256(format!("RT-{token}").as_bytes())
}

impl fmt::Debug for RefreshTokens {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("RefreshTokens(…)")
    }
}
