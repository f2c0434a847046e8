//! One of the browser's storages. Any call may throw: where storage is blocked, where it is full, in a sandbox.

use super::environment;
use crate::protocol::impersonation::{Blocked, Storage, WebStorageKind};

/// A storage by its kind. It is looked up for each call, since it may be blocked at any time.
#[derive(Clone, Copy, Debug)]
pub(super) struct WebStorage(pub(super) WebStorageKind);

impl WebStorage {
    fn get(self) -> Result<web_sys::Storage, Blocked> {
        let window = environment::window().map_err(|_| Blocked)?;
        let storage = match self.0 {
            WebStorageKind::Session => window.session_storage(),
            WebStorageKind::Local => window.local_storage(),
        };
        storage.ok().flatten().ok_or(Blocked)
    }
}

impl Storage for WebStorage {
    fn read(&self, key: &str) -> Result<Option<String>, Blocked> {
        self.get()?.get_item(key).map_err(|_| Blocked)
    }

    fn write(&self, key: &str, text: &str) -> Result<(), Blocked> {
        self.get()?.set_item(key, text).map_err(|_| Blocked)
    }

    fn remove(&self, key: &str) {
        // What cannot be removed cannot be read either.
        let _: Result<(), Blocked> =
            self.get().and_then(|storage| storage.remove_item(key).map_err(|_| Blocked));
    }
}
