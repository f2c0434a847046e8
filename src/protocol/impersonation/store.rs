//! Where a session is stored, so that it survives a reload of the page.
//!
//! Requirements:
//!
//! 1. Apps of one origin do not find each other's session: it is stored with the app, which is the server and the client id. In Melody
//!    Auth's place, which all apps share, a session takes that of another app.
//! 2. A storage that is blocked, full or corrupt stops nothing: the session is then in memory only.
//! 3. A backup of Melody Auth's own entries is made before they are overwritten, in the same storage; never of a session of this crate.
//!    It is restored once, unless somebody has signed in there meanwhile.

use std::rc::Rc;

use super::claims::Times;
use super::client::Client;
use super::melody::{self, Backup};
use super::record::Record;
use super::{Blocked, Entry, Storage, StorageKind, WebStorageKind};
use crate::protocol::Secret;

/// Stores one session.
#[derive(Clone, Debug)]
pub struct SessionStore {
    kind: StorageKind,
    /// None for [`StorageKind::Memory`].
    storage: Option<Rc<dyn Storage>>,
    key: String,
    /// The app, where the key does not name it.
    app: Option<String>,
}

/// What begins each key of a session.
const KEY: &str = "embed-host-impersonation:";

impl SessionStore {
    /// The store for the session of an app.
    pub(super) fn new(
        kind: StorageKind,
        client: &Client,
        storage: impl FnOnce(WebStorageKind) -> Rc<dyn Storage>,
    ) -> Self {
        let mut app = client.id.clone();
        app.push('@');
        app.push_str(&client.server);
        let mut key = String::from(KEY);
        let is_shared = matches!(kind, StorageKind::Melody(_));
        key.push_str(if is_shared { kind.as_str() } else { &app });
        Self { kind, storage: kind.web_storage().map(storage), key, app: is_shared.then_some(app) }
    }

    pub(super) const fn kind(&self) -> StorageKind {
        self.kind
    }

    /// The stored session of this app, if there is one. An error if the storage cannot be read, or there is none.
    pub(super) fn load(&self) -> Result<Option<Record>, Blocked> {
        let Some(storage) = &self.storage else { return Err(Blocked) };
        let entry = storage.read_entry(&self.key)?.filter(|entry| entry.app == self.app);
        Ok(entry.and_then(Record::from_entry))
    }

    /// The stored session that can be resumed. One that Melody Auth has signed out of, or replaced, is deleted.
    pub(super) fn resume(&self) -> Option<Record> {
        let (storage, record) = (self.storage.as_ref()?, self.load().ok().flatten()?);
        if self.is_melody() && !melody::holds(&**storage, &record.refresh_token) {
            self.delete(record.fingerprint);
            return None;
        }
        Some(record)
    }

    /// Stores a session. `false` if that failed. Melody Auth is given the access token's expiries where the refresh token's are
    /// not known.
    pub(super) fn save(&self, record: &Record, times: Times) -> bool {
        let Some(storage) = self.storage.as_deref() else { return true };
        if !self.is_melody() {
            return self.write(storage, record).is_ok();
        }
        let backup = Backup::new(storage, &self.key);
        let has_backup = self.has_backup(storage);
        if !has_backup && !backup.save() {
            return false;
        }
        if melody::write(storage, record, times).is_ok() {
            if self.write(storage, record).is_ok() {
                melody::remove_account(storage);
                return true;
            }
            storage.remove(&self.key);
            backup.restore();
        } else if !has_backup {
            backup.discard();
        }
        false
    }

    /// Stores what a renewal changed of a session that is stored. What Melody Auth has stored is changed only if it is this
    /// session, with its former token: somebody may have signed in or out there meanwhile.
    pub(super) fn update(&self, former: &Secret, record: &Record, times: Times) -> bool {
        let Some(storage) = self.storage.as_deref() else { return true };
        if self.is_melody() && melody::holds(storage, former) {
            return self.save(record, times);
        }
        self.write(storage, record).is_ok()
    }

    /// Deletes a session, and restores the backup that was made for it. Another session that is stored here stays.
    pub(super) fn delete(&self, fingerprint: u64) {
        let Some(storage) = self.storage.as_deref() else { return };
        let Ok(Some(record)) = self.load() else { return };
        if record.fingerprint != fingerprint {
            return;
        }
        storage.remove(&self.key);
        if self.is_melody() {
            let backup = Backup::new(storage, &self.key);
            if melody::holds_no_other(storage, &record.refresh_token) {
                backup.restore();
            }
            backup.discard();
        }
    }

    /// Whether what Melody Auth has stored is a session of this crate, of whatever app: then the backup is already there.
    fn has_backup(&self, storage: &dyn Storage) -> bool {
        let stored = storage.read_entry(&self.key).ok().flatten();
        stored.is_some_and(|stored| melody::holds_no_other(storage, &stored.refresh_token))
    }

    fn write(&self, storage: &dyn Storage, record: &Record) -> Result<(), Blocked> {
        storage.write_entry(&self.key, &Entry { app: self.app.clone(), ..record.to_entry() })
    }

    const fn is_melody(&self) -> bool {
        matches!(self.kind, StorageKind::Melody(_))
    }
}
