//! A storage that can be read by the tests, and made to fail.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::fmt;

use embed_host::protocol::impersonation::{Blocked, Entry, Storage};

/// What a storage does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Health {
    #[default]
    Well,
    /// Nothing can be written; what is there stays.
    Full,
    /// Nothing can be read or written.
    Blocked,
}

/// A storage. It prints nothing of what is in it, as the browser's does not.
#[derive(Default)]
pub(crate) struct Drawer {
    pub(crate) texts: RefCell<BTreeMap<String, String>>,
    pub(crate) health: Cell<Health>,
    /// How many bytes it holds, if that is limited.
    pub(crate) capacity: Cell<Option<usize>>,
}

impl fmt::Debug for Drawer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Drawer")
    }
}

impl Drawer {
    pub(crate) fn get(&self, key: &str) -> Option<String> {
        self.texts.borrow().get(key).cloned()
    }

    pub(crate) fn put(&self, key: &str, text: &str) {
        self.texts.borrow_mut().insert(key.into(), text.into());
    }

    pub(crate) fn size(&self) -> usize {
        self.texts.borrow().iter().map(|(key, text)| key.len() + text.len()).sum()
    }

    pub(crate) fn keys(&self) -> Vec<String> {
        self.texts.borrow().keys().cloned().collect()
    }
}

impl Storage for Drawer {
    fn read(&self, key: &str) -> Result<Option<String>, Blocked> {
        if self.health.get() == Health::Blocked { Err(Blocked) } else { Ok(self.get(key)) }
    }

    fn write(&self, key: &str, text: &str) -> Result<(), Blocked> {
        let grown =
            self.size() + text.len() + key.len() - self.get(key).map_or(0, |before| before.len() + key.len());
        if self.health.get() != Health::Well || self.capacity.get().is_some_and(|capacity| grown > capacity) {
            return Err(Blocked);
        }
        self.put(key, text);
        Ok(())
    }

    fn remove(&self, key: &str) {
        if self.health.get() != Health::Blocked {
            self.texts.borrow_mut().remove(key);
        }
    }

    fn read_entry(&self, key: &str) -> Result<Option<Entry>, Blocked> {
        Ok(self.read(key)?.and_then(|text| serde_json::from_str(&text).ok()))
    }

    fn write_entry(&self, key: &str, entry: &Entry) -> Result<(), Blocked> {
        self.write(key, &serde_json::to_string(entry).unwrap())
    }
}
