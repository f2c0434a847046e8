//! One of the browser's storages. Any call may throw: where storage is blocked, where it is full, in a sandbox.

use js_sys::JSON;
use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::JsValue;

use super::environment;
use super::fields::{json, own, own_string, own_strings};
use super::threw::{Threw, twice};
use crate::protocol::Secret;
use crate::protocol::impersonation::{Blocked, Entry, Storage, Verified, WebStorageKind, whole_seconds};

/// A storage by its kind. It is looked up for each call, since it may be blocked at any time.
#[derive(Clone, Copy, Debug)]
pub(super) struct WebStorage(pub(super) WebStorageKind);

impl WebStorage {
    /// Tries twice: what is not read is not resumed, and what is not removed outlives its session.
    fn access<T>(self, act: impl Fn(&web_sys::Storage) -> Result<T, JsValue>) -> Result<T, Blocked> {
        twice(|| {
            let window = environment::window().map_err(|_| JsValue::UNDEFINED)?;
            let storage = match self.0 {
                WebStorageKind::Session => window.session_storage(),
                WebStorageKind::Local => window.local_storage(),
            };
            act(&storage?.ok_or(JsValue::UNDEFINED)?)
        })
        .map_err(|Threw| Blocked)
    }
}

impl Storage for WebStorage {
    fn read(&self, key: &str) -> Result<Option<String>, Blocked> {
        self.access(|storage| storage.get_item(key))
    }

    fn write(&self, key: &str, text: &str) -> Result<(), Blocked> {
        self.access(|storage| storage.set_item(key, text))
    }

    fn remove(&self, key: &str) {
        // What cannot be removed cannot be read either.
        let _: Result<(), Blocked> = self.access(|storage| storage.remove_item(key));
    }

    fn read_entry(&self, key: &str) -> Result<Option<Entry>, Blocked> {
        Ok(self.read(key)?.and_then(|text| entry(&json(&text))))
    }

    fn write_entry(&self, key: &str, entry: &Entry) -> Result<(), Blocked> {
        let value = entry.serialize(&Serializer::json_compatible()).map_err(|_| Blocked)?;
        let text = JSON::stringify(&value).map_err(|_| Blocked)?;
        self.write(key, &String::from(text))
    }
}

fn entry(value: &JsValue) -> Option<Entry> {
    Some(Entry {
        refresh_token: Secret::new(own_string(value, "refreshToken")?),
        expires_on: number(value, "expiresOn").ok()?,
        expires_in: number(value, "expiresIn").ok()?,
        fingerprint: number(value, "fingerprint").ok()?,
        verified: verified(&own(value, "verified")),
        app: own_string(value, "app"),
    })
}

/// What is not as this crate writes it is none.
fn verified(value: &JsValue) -> Option<Verified> {
    Some(Verified {
        subject: own_string(value, "subject")?,
        impersonated_by: own_string(value, "impersonatedBy"),
        roles: own_strings(value, "roles"),
        ends_at: number(value, "endsAt").ok()??,
    })
}

/// A member is neither a whole number nor missing.
struct NotWhole;

fn number(value: &JsValue, name: &str) -> Result<Option<u64>, NotWhole> {
    let number = own(value, name);
    if number.is_undefined() {
        return Ok(None);
    }
    number.as_f64().and_then(whole_seconds).map(Some).ok_or(NotWhole)
}
