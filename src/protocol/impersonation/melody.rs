//! What Melody Auth's own front ends keep in a storage, and what of it an impersonation sets aside.
//!
//! Source: `@melody-auth/shared`, which all of them read and write their session with.

use super::claims::Times;
use super::keeping::{Blocked, Storage};
use super::record::{Record, field};
use super::{decimal, json};
use crate::protocol::{Secret, add_parameter};

/// Where the refresh token is, with its expiries.
const REFRESH_TOKEN: &str = "melody-auth-refresh-token";

/// Where the account is. While somebody is impersonated there is none.
const ID_TOKEN: &str = "melody-auth-id-token";

/// What was there before.
#[derive(Debug)]
pub(super) struct Aside {
    refresh_token: Option<Secret>,
    id_token: Option<Secret>,
}

const OWN_REFRESH_TOKEN: &str = "own_refresh_token";
const OWN_ID_TOKEN: &str = "own_id_token";

impl Aside {
    /// Takes what is there now.
    pub(super) fn take(storage: &dyn Storage) -> Result<Self, Blocked> {
        let read = |key| Ok(storage.read(key)?.map(Secret::new));
        Ok(Self { refresh_token: read(REFRESH_TOKEN)?, id_token: read(ID_TOKEN)? })
    }

    /// Reads what [`Aside::add_to`] wrote.
    pub(super) fn parse(text: &str) -> Self {
        let read = |name| field(text, name).map(Secret::new);
        Self { refresh_token: read(OWN_REFRESH_TOKEN), id_token: read(OWN_ID_TOKEN) }
    }

    /// Adds it to the text of a record.
    pub(super) fn add_to(&self, text: &mut String) {
        for (name, own) in [(OWN_REFRESH_TOKEN, &self.refresh_token), (OWN_ID_TOKEN, &self.id_token)] {
            if let Some(own) = own {
                add_parameter(text, name, own.expose());
            }
        }
    }

    /// Puts it back. If there is no room for it any more, the impersonated session goes all the same.
    pub(super) fn put_back(&self, storage: &dyn Storage) {
        for (key, own) in [(REFRESH_TOKEN, &self.refresh_token), (ID_TOKEN, &self.id_token)] {
            let back = own.as_ref().is_some_and(|own| storage.write(key, own.expose()).is_ok());
            if !back {
                storage.remove(key);
            }
        }
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
