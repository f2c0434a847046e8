//! The browser's storages.

use core::fmt;
use std::rc::Rc;

use wasm_bindgen::JsCast;

use super::js::WebStorage;
use crate::browser::js::{member, window};
use crate::protocol::impersonation::{Blocked, Storage};

/// One of them.
struct Shelf(WebStorage);

/// The storage of that name. Nothing where the browser refuses to hand it out.
pub(super) fn storage(name: &str) -> Option<Rc<dyn Storage>> {
    let storage = member(&window(), name);
    storage.is_object().then(|| Rc::new(Shelf(storage.unchecked_into())) as Rc<dyn Storage>)
}

impl Storage for Shelf {
    fn read(&self, key: &str) -> Result<Option<String>, Blocked> {
        self.0.get_item(key).map(|text| text.as_string()).map_err(|_| Blocked)
    }

    fn write(&self, key: &str, text: &str) -> Result<(), Blocked> {
        self.0.set_item(key, text).map_err(|_| Blocked)
    }

    fn remove(&self, key: &str) {
        // A storage that cannot be written to holds nothing of ours.
        drop(self.0.remove_item(key));
    }
}

impl fmt::Debug for Shelf {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Shelf")
    }
}
