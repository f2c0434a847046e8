//! Where a session is kept across a reload of the page.
//!
//! Requirements:
//!
//! 1. The key names the server and the client id: another app of the same origin has nothing to do with it.
//! 2. Storage that is blocked, full or holds something else never stops anything: the session is in memory then.
//! 3. What is Melody Auth's own is set aside before it is overwritten, in the same storage, and put back once; unless
//!    somebody signed in there meanwhile.

use core::fmt;
use std::rc::Rc;

use super::claims::Times;
use super::client::Client;
use super::melody::{self, Backup};
use super::record::Record;

/// A storage of the browser.
pub trait Storage: fmt::Debug {
    /// The text that is kept under a key.
    ///
    /// # Errors
    ///
    /// If the storage cannot be read.
    fn read(&self, key: &str) -> Result<Option<String>, Blocked>;
    /// Keeps a text under a key.
    ///
    /// # Errors
    ///
    /// If the storage is full or cannot be written to; what was under the key is still there.
    fn write(&self, key: &str, text: &str) -> Result<(), Blocked>;
    /// Keeps nothing under a key.
    fn remove(&self, key: &str);
}

/// A storage did not do what it is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Blocked;

/// The kinds of places to keep a session in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StorageKind {
    /// Nowhere but in the page.
    Memory,
    /// In a key of this package.
    Session,
    /// There, and also where Melody Auth's own front ends look.
    Melody,
}

impl StorageKind {
    /// The place as JavaScript sees it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Memory => "memory",
            Self::Session => "session",
            Self::Melody => "melody",
        }
    }
}

/// A place to keep one session in.
#[derive(Clone, Debug)]
pub struct SessionStore {
    place: StorageKind,
    /// None for [`Place::Memory`].
    storage: Option<Rc<dyn Storage>>,
    key: String,
}

impl SessionStore {
    /// A place for the session of an app.
    pub(super) fn new(place: StorageKind, storage: Rc<dyn Storage>, client: &Client) -> Self {
        let mut key = String::from("embed-host-impersonation:");
        key.push_str(&client.id);
        key.push('@');
        key.push_str(&client.server);
        Self { place, storage: Some(storage).filter(|_| place != StorageKind::Memory), key }
    }

    pub(super) const fn place(&self) -> StorageKind {
        self.place
    }

    /// The session that is kept, if one is; an error if that cannot be told.
    pub(super) fn look(&self) -> Result<Option<Record>, Blocked> {
        let Some(storage) = &self.storage else { return Err(Blocked) };
        Ok(storage.read(&self.key)?.and_then(|text| Record::parse(&text)))
    }

    /// The session to go on with. One that somebody took out of Melody Auth's own key is over.
    pub(super) fn resume(&self) -> Option<Record> {
        let (storage, record) = (self.storage.as_ref()?, self.look().ok().flatten()?);
        if self.place == StorageKind::Melody && !melody::holds(&**storage, &record.refresh_token) {
            self.forget(record.identity);
            return None;
        }
        Some(record)
    }

    /// Keeps a session, and says whether that worked. `fallback` is what Melody Auth reads for missing expiries.
    pub(super) fn store(&self, record: &Record, fallback: Times) -> bool {
        let Some(storage) = self.storage.as_deref() else { return true };
        if self.place == StorageKind::Session {
            return storage.write(&self.key, &record.text()).is_ok();
        }
        let aside = Backup::new(storage, &self.key);
        let is_aside = self.look().ok().flatten().is_some_and(|kept| kept.identity == record.identity);
        if !is_aside && !aside.take() {
            return false;
        }
        if melody::write(storage, record, fallback).is_ok() {
            if storage.write(&self.key, &record.text()).is_ok() {
                melody::sign_out(storage);
                return true;
            }
            storage.remove(&self.key);
            aside.restore();
        } else if !is_aside {
            aside.forget();
        }
        false
    }

    /// Forgets a session, and puts back what was set aside for it. Another one that is kept here stays.
    pub(super) fn forget(&self, identity: u64) {
        let Some(storage) = self.storage.as_deref() else { return };
        let Ok(Some(record)) = self.look() else { return };
        if record.identity != identity {
            return;
        }
        storage.remove(&self.key);
        if self.place == StorageKind::Melody {
            let aside = Backup::new(storage, &self.key);
            if melody::holds_no_other(storage, &record.refresh_token) {
                aside.restore();
            }
            aside.forget();
        }
    }
}
