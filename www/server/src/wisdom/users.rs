//! The users of the tenant. There are none at first: whoever embeds creates them.

use std::collections::BTreeMap;

use parking_lot::Mutex;
use serde::{Deserialize, Serialize};

/// A user's account.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct User {
    #[serde(default, skip_deserializing)]
    pub(super) id: String,
    pub(super) email: String,
    #[serde(rename = "userAttributes", default)]
    pub(super) attributes: Vec<StoredAttribute>,
    #[serde(rename = "roleAssignments", default)]
    pub(super) roles: Vec<RoleAssignment>,
}

/// An attribute, and who set it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub(super) struct StoredAttribute {
    pub(super) key: String,
    pub(super) value: String,
    pub(super) source: Source,
}

/// Who set an attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub(super) enum Source {
    /// A claim of single sign-on, which is read-only.
    Jwt,
    /// `createUsers` or `setUserAttributes`. It overrides a claim.
    Database,
}

/// A role, and the domains in which it applies.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct RoleAssignment {
    role_id: String,
    #[serde(default)]
    scopes: Vec<String>,
}

/// An attribute of an operation's input.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct GivenAttribute {
    pub(super) key: String,
    pub(super) value: String,
}

/// All users.
#[derive(Debug, Default)]
pub(super) struct Users(Mutex<Vec<User>>);

impl User {
    /// The user's effective attributes in one session: those of the session override the stored ones.
    pub(super) fn with_session(&self, session: Vec<GivenAttribute>) -> BTreeMap<String, String> {
        let mut stored = self.attributes.clone();
        stored.sort_by_key(|attribute| attribute.source);
        let stored = stored.into_iter().map(|attribute| (attribute.key, attribute.value));
        stored.chain(session.into_iter().map(|attribute| (attribute.key, attribute.value))).collect()
    }
}

impl Users {
    pub(super) fn all(&self) -> Vec<User> {
        self.0.lock().clone()
    }

    pub(super) fn forget(&self) {
        self.0.lock().clear();
    }

    pub(super) fn with_email(&self, email: &str) -> Option<User> {
        self.0.lock().iter().find(|user| user.email == email).cloned()
    }

    /// Creates a user. One who is there keeps their attributes, but gets these roles instead of their own.
    pub(super) fn create(&self, user: User) {
        let mut users = self.0.lock();
        match users.iter_mut().find(|known| known.email == user.email) {
            Some(known) => known.roles = user.roles,
            None => users.push(User { id: format!("user-{}", name(&user.email)), ..user }),
        }
    }

    /// Replaces all attributes that `DATABASE` is the source of. False if there is no such user.
    pub(super) fn set_attributes(&self, id: &str, attributes: Vec<GivenAttribute>) -> bool {
        let mut users = self.0.lock();
        let Some(user) = users.iter_mut().find(|user| user.id == id) else { return false };
        user.attributes.retain(|attribute| attribute.source != Source::Database);
        user.attributes.extend(attributes.into_iter().map(StoredAttribute::from));
        true
    }
}

impl From<GivenAttribute> for StoredAttribute {
    fn from(GivenAttribute { key, value }: GivenAttribute) -> Self {
        Self { key, value, source: Source::Database }
    }
}

fn name(email: &str) -> &str {
    email.split('@').next().unwrap_or_default()
}
