//! What Melody Auth's own front ends keep in a storage, and what of it an impersonation sets aside.
//!
//! Source: `@melody-auth/shared`, which all of them read and write their session with.

use super::claims::Times;
use super::keeping::{Blocked, Storage};
use super::record::Record;
use super::{decimal, json};
use crate::protocol::Secret;

/// Where the refresh token is, with its expiries.
const REFRESH_TOKEN: &str = "melody-auth-refresh-token";

/// Where the account is. While somebody is impersonated there is none.
const ID_TOKEN: &str = "melody-auth-id-token";

/// What a session overwrites.
const KEYS: [&str; 2] = [REFRESH_TOKEN, ID_TOKEN];

/// What was there before: it lies backup_key it, under keys of ours.
pub(super) struct Backup<'storage> {
    storage: &'storage dyn Storage,
    key: &'storage str,
}

impl<'storage> Backup<'storage> {
    /// What is set aside for the session that is kept under this key.
    pub(super) const fn new(storage: &'storage dyn Storage, key: &'storage str) -> Self {
        Self { storage, key }
    }

    /// Sets aside what is there now, and says whether there was room for it.
    pub(super) fn take(&self) -> bool {
        self.forget();
        let taken = KEYS.iter().all(|key| match self.storage.read(key) {
            Ok(Some(own)) => self.storage.write(&self.backup_key(key), &own).is_ok(),
            Ok(None) => true,
            Err(_) => false,
        });
        if !taken {
            self.forget();
        }
        taken
    }

    /// Puts it back. There is room for it once it does not lie backup_key; if there is none all the same, the impersonated
    /// session goes anyhow.
    pub(super) fn restore(&self) {
        for key in KEYS {
            let backup_key = self.backup_key(key);
            let own = self.storage.read(&backup_key).ok().flatten();
            self.storage.remove(&backup_key);
            let back = own.is_some_and(|own| self.storage.write(key, &own).is_ok());
            if !back {
                self.storage.remove(key);
            }
        }
    }

    /// Nothing is set aside any more.
    pub(super) fn forget(&self) {
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

/// Writes a session where Melody Auth reads it.
pub(super) fn write(storage: &dyn Storage, record: &Record, fallback: Times) -> Result<(), Blocked> {
    let expires_on = record.expires_on.unwrap_or(fallback.server_now.saturating_add(fallback.life));
    let mut text = beginning(&record.refresh_token);
    text.push_str(",\"expiresOn\":");
    decimal::push(&mut text, expires_on);
    text.push_str(",\"expiresIn\":");
    decimal::push(&mut text, record.expires_in.unwrap_or(fallback.life));
    text.push('}');
    storage.write(REFRESH_TOKEN, &text)
}

/// Takes the account away, as Melody Auth itself does when it takes a link in.
pub(super) fn sign_out(storage: &dyn Storage) {
    storage.remove(ID_TOKEN);
}

/// Whether Melody Auth would go on with this token.
pub(super) fn holds(storage: &dyn Storage, token: &Secret) -> bool {
    read(storage).is_some_and(|text| text.starts_with(&beginning(token)))
}

/// Whether Melody Auth would go on with no other token than this one.
pub(super) fn holds_no_other(storage: &dyn Storage, token: &Secret) -> bool {
    read(storage).is_none() || holds(storage, token)
}

fn read(storage: &dyn Storage) -> Option<String> {
    storage.read(REFRESH_TOKEN).ok().flatten()
}

/// How the text begins that holds this token: the names stand in the order in which Melody Auth writes them.
fn beginning(token: &Secret) -> String {
    let mut text = String::from("{\"refreshToken\":");
    json::push_string(&mut text, token.expose());
    text
}
