//! What Melody Auth's own front ends store, and the backup of it while somebody is impersonated.
//!
//! Source: `@melody-auth/shared`, with which all of them read and write their session.

use super::claims::Times;
use super::record::Record;
use super::{Blocked, Entry, Storage};
use crate::protocol::Secret;

/// The key of the refresh token and its expiries.
const REFRESH_TOKEN: &str = "melody-auth-refresh-token";

/// The key of the account. There is none while somebody is impersonated.
const ID_TOKEN: &str = "melody-auth-id-token";

/// What a session overwrites or removes.
const KEYS: [&str; 2] = [REFRESH_TOKEN, ID_TOKEN];

/// A copy of what was stored before the session, in the same storage under keys of this crate.
pub(super) struct Backup<'storage> {
    storage: &'storage dyn Storage,
    key: &'storage str,
}

impl<'storage> Backup<'storage> {
    /// The backup for the session that is stored under this key.
    pub(super) const fn new(storage: &'storage dyn Storage, key: &'storage str) -> Self {
        Self { storage, key }
    }

    /// Copies what is stored now. `false` if there is no room for it; then there is no backup.
    pub(super) fn save(&self) -> bool {
        self.discard();
        let saved = KEYS.iter().all(|key| match self.storage.read(key) {
            Ok(Some(text)) => self.storage.write(&self.backup_key(key), &text).is_ok(),
            Ok(None) => true,
            Err(_) => false,
        });
        if !saved {
            self.discard();
        }
        saved
    }

    /// Puts back what was stored. Each copy is removed first, so that its quota is free. If the write still fails, the
    /// impersonated session is removed all the same.
    pub(super) fn restore(&self) {
        for key in KEYS {
            let backup_key = self.backup_key(key);
            let copy = self.storage.read(&backup_key).ok().flatten();
            self.storage.remove(&backup_key);
            let restored = copy.is_some_and(|text| self.storage.write(key, &text).is_ok());
            if !restored {
                self.storage.remove(key);
            }
        }
    }

    /// Removes the backup.
    pub(super) fn discard(&self) {
        for key in KEYS {
            self.storage.remove(&self.backup_key(key));
        }
    }

    fn backup_key(&self, key: &str) -> String {
        let mut backup_key = String::from(self.key);
        backup_key.push(' ');
        backup_key.push_str(key);
        backup_key
    }
}

/// Writes a session where Melody Auth reads it. Expiries that are not known are those of the access token.
pub(super) fn write(storage: &dyn Storage, record: &Record, times: Times) -> Result<(), Blocked> {
    let entry = Entry {
        refresh_token: record.refresh_token.clone(),
        expires_on: record.expires_on.or(Some(times.server_now.saturating_add(times.lifetime))),
        expires_in: record.expires_in.or(Some(times.lifetime)),
        fingerprint: None,
        verified: None,
        app: None,
    };
    storage.write_entry(REFRESH_TOKEN, &entry)
}

/// Removes the account, as Melody Auth itself does when it takes a link.
pub(super) fn remove_account(storage: &dyn Storage) {
    storage.remove(ID_TOKEN);
}

/// Whether this token is the one that Melody Auth has stored.
pub(super) fn holds(storage: &dyn Storage, token: &Secret) -> bool {
    let entry = storage.read_entry(REFRESH_TOKEN).ok().flatten();
    entry.is_some_and(|entry| entry.refresh_token == *token)
}

/// Whether Melody Auth has stored this token or nothing.
pub(super) fn holds_no_other(storage: &dyn Storage, token: &Secret) -> bool {
    !matches!(storage.read(REFRESH_TOKEN), Ok(Some(_))) || holds(storage, token)
}
