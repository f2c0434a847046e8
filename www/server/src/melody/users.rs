//! The users who have an account.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::apps::{App, Apps};

/// The scopes of an impersonation, which the user must have consented to.
pub(super) const IMPERSONATION_SCOPES: [&str; 2] = ["offline_access", "profile"];

/// The role that may impersonate.
pub(super) const IMPERSONATOR: &str = "super_admin";

/// When every account was created, and last updated.
pub(super) const CREATED: &str = "2026-01-12 08:30:00";

/// A user's account.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct User {
    /// Their name at the control endpoints.
    pub(super) name: &'static str,
    pub(super) id: u64,
    pub(super) auth_id: &'static str,
    pub(super) email: String,
    pub(super) first_name: &'static str,
    pub(super) last_name: &'static str,
    pub(super) disabled: bool,
    pub(super) roles: Vec<String>,
    /// The scopes that the user consented to, by the application's id.
    pub(super) consents: BTreeMap<u64, Vec<String>>,
}

impl User {
    fn new(id: u64, name: &'static str, names: [&'static str; 2], auth_id: &'static str) -> Self {
        let [first_name, last_name] = names;
        let email = format!("{name}@example.com");
        let (roles, consents) = (Vec::new(), BTreeMap::new());
        Self { name, id, auth_id, email, first_name, last_name, disabled: false, roles, consents }
    }

    fn consenting(mut self, app: &App, scopes: &[&str]) -> Self {
        self.consents.insert(app.id, owned(scopes));
        self
    }

    /// Whether the user consented to all scopes of an impersonation by the application.
    pub(super) fn consents_to(&self, app: &App) -> bool {
        let consent = self.consents.get(&app.id);
        consent.is_some_and(|scopes| {
            IMPERSONATION_SCOPES.iter().all(|scope| scopes.iter().any(|given| given == scope))
        })
    }

    pub(super) fn change(&mut self, change: Change, app: &App) {
        if let Some(disabled) = change.disabled {
            self.disabled = disabled;
        }
        if let Some(roles) = change.roles {
            self.roles = roles;
        }
        match change.consent {
            Some(scopes) if scopes.is_empty() => drop(self.consents.remove(&app.id)),
            Some(scopes) => drop(self.consents.insert(app.id, scopes)),
            None => {}
        }
    }
}

/// A change of an account; what is left out stays as it is.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Change {
    disabled: Option<bool>,
    roles: Option<Vec<String>>,
    /// The scopes consented to for the demo's application; an empty list removes the consent.
    consent: Option<Vec<String>>,
}

/// All users.
#[derive(Clone, Debug)]
pub(super) struct Users(Vec<User>);

impl Users {
    /// The demo's users: one for each outcome of an impersonation.
    pub(super) fn demo(apps: &Apps) -> Self {
        let Apps { demo, panel, .. } = apps;
        let full = IMPERSONATION_SCOPES;
        let mut support = User::new(1, "support", ["Sam", "Support"], "849819e1-6f0a-4c55-8f0e-2f7f0a4c1d01")
            .consenting(demo, &full)
            .consenting(panel, &full);
        support.roles = owned(&[IMPERSONATOR]);
        let mut carol = User::new(4, "carol", ["Carol", "Closed"], "7d30c2ab-53e9-4d0c-9a54-6a3c8e21b704")
            .consenting(demo, &full);
        carol.disabled = true;
        Self(vec![
            support,
            User::new(2, "alice", ["Alice", "Archer"], "b092f671-8a3d-4c1b-b6a7-0d5e9c4f2a02")
                .consenting(demo, &full),
            User::new(3, "bob", ["Bob", "Baker"], "2e4b7c90-1f68-4e2a-a3d1-95b0c7d6e803"),
            carol,
            User::new(5, "dana", ["Dana", "Doubtful"], "c51f08d4-7b2e-4f93-8e6d-1a9b3c5d7f05")
                .consenting(demo, &["profile"]),
        ])
    }

    pub(super) fn all(&self) -> &[User] {
        &self.0
    }

    pub(super) fn named(&self, name: &str) -> Option<User> {
        self.0.iter().find(|user| user.name == name).cloned()
    }

    pub(super) fn named_mut(&mut self, name: &str) -> Option<&mut User> {
        self.0.iter_mut().find(|user| user.name == name)
    }

    pub(super) fn with_auth_id(&self, auth_id: &str) -> Option<User> {
        self.0.iter().find(|user| user.auth_id == auth_id).cloned()
    }
}

fn owned(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}
