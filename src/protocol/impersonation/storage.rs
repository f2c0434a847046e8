//! The browser's storage, as the state machine sees it.

use core::fmt;

/// A storage of the browser.
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
