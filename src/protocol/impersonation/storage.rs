//! The browser's storage, as the state machine sees it.

use core::fmt;

use serde::{Deserialize, Serialize};

use crate::protocol::Secret;

/// A session in a storage, as JSON: one of this crate, or one of Melody Auth's own front ends. These members, in this order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Entry {
    /// The refresh token.
    #[serde(with = "exposed")]
    pub refresh_token: Secret,
    /// When the refresh token expires, in seconds since the epoch by the server's clock.
    pub expires_on: Option<u64>,
    /// The refresh token's lifetime from when it was issued, in seconds.
    pub expires_in: Option<u64>,
    /// What tells sessions apart; none in Melody Auth's own entry. JavaScript holds it exactly: it has 53 bits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fingerprint: Option<u64>,
    /// What was verified before the session was stored; none in Melody Auth's own entry.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verified: Option<Verified>,
    /// The app that the session is of, where the key does not name it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub app: Option<String>,
}

/// What was verified of a session before it was stored. It is shown where the server cannot be asked for now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Verified {
    /// Who is impersonated.
    pub subject: String,
    /// Who impersonates.
    pub impersonated_by: Option<String>,
    /// The subject's roles.
    pub roles: Vec<String>,
    /// When the session ends, in milliseconds since the epoch by the local clock.
    pub ends_at: u64,
}

/// Stores a secret as a plain string. A [`Secret`] has no serialisation of its own, so that none is written by accident.
mod exposed {
    use serde::{Deserialize, Deserializer, Serializer};

    use crate::protocol::Secret;

    pub(super) fn serialize<S: Serializer>(secret: &Secret, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(secret.expose())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Secret, D::Error> {
        String::deserialize(deserializer).map(Secret::new)
    }
}

/// A storage of the browser. JSON is written and read on its side too: a browser has its own parser, and a second
/// one could disagree with it.
pub trait Storage: fmt::Debug {
    /// The text under a key.
    ///
    /// # Errors
    ///
    /// If the storage cannot be read.
    fn read(&self, key: &str) -> Result<Option<String>, Blocked>;
    /// Stores a text under a key.
    ///
    /// # Errors
    ///
    /// If the storage is full or cannot be written to. The text that was under the key is still there.
    fn write(&self, key: &str, text: &str) -> Result<(), Blocked>;
    /// Removes the text under a key.
    fn remove(&self, key: &str);
    /// The session under a key. Text of any other form is none.
    ///
    /// # Errors
    ///
    /// If the storage cannot be read.
    fn read_entry(&self, key: &str) -> Result<Option<Entry>, Blocked>;
    /// Stores a session under a key.
    ///
    /// # Errors
    ///
    /// As [`Storage::write`].
    fn write_entry(&self, key: &str, entry: &Entry) -> Result<(), Blocked>;
}

/// A storage is full, or cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Blocked;

/// Where a session is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StorageKind {
    /// In the page only: a reload ends the session.
    Memory,
    /// In the browser's session storage, under a key of this crate.
    Session,
    /// Under a key of this crate, and also where Melody Auth's own front ends read their session.
    Melody(WebStorageKind),
}

impl StorageKind {
    /// The kind of that name, `memory` or `session`.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "memory" => Some(Self::Memory),
            "session" => Some(Self::Session),
            _ => None,
        }
    }

    /// The kind as JavaScript sees it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Memory => "memory",
            Self::Session => "session",
            Self::Melody(_) => "melody",
        }
    }

    /// The browser's storage that it needs, if any.
    pub(super) const fn web_storage(self) -> Option<WebStorageKind> {
        match self {
            Self::Memory => None,
            Self::Session => Some(WebStorageKind::Session),
            Self::Melody(kind) => Some(kind),
        }
    }
}

/// One of the browser's two storages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WebStorageKind {
    /// `sessionStorage`
    Session,
    /// `localStorage`
    Local,
}

impl WebStorageKind {
    /// The storage of that name, `sessionStorage` or `localStorage`.
    pub fn named(name: &str) -> Option<Self> {
        [Self::Session, Self::Local].into_iter().find(|kind| kind.as_str() == name)
    }

    /// The storage's name, as a member of `window`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Session => "sessionStorage",
            Self::Local => "localStorage",
        }
    }
}
