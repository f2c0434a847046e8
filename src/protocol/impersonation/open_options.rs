//! What `impersonate()` was called with, checked.

use std::rc::Rc;

use super::client::Client;
use super::store::SessionStore;
use super::{Link, Options, Storage, WebStorageKind};
use crate::protocol::{Error, InvalidOption};

/// The checked options of one call of `impersonate()`.
#[derive(Clone, Debug)]
pub struct OpenOptions {
    /// The app and its server.
    pub(super) client: Rc<Client>,
    /// Where the session is stored.
    pub(super) store: SessionStore,
    /// The link to open. Without one a stored session is resumed.
    pub(super) link: Option<Link>,
    /// Whether the host confirms the session before it begins.
    pub(super) needs_confirmation: bool,
}

impl OpenOptions {
    /// Checks options; there is no link among them yet. `storage` gives a storage of the browser. `origin_of` is the browser's
    /// URL parser: it gives the serialised origin of an address, or nothing if the text is no address.
    ///
    /// # Errors
    ///
    /// [`ErrorCode::InvalidOptions`](crate::protocol::ErrorCode::InvalidOptions), for the first option that is invalid.
    pub fn new(
        options: &Options,
        storage: impl FnOnce(WebStorageKind) -> Rc<dyn Storage>,
        origin_of: impl FnOnce(&str) -> Option<String>,
    ) -> Result<Self, Error> {
        let client = Client::new(options, origin_of)?;
        let store = SessionStore::new(options.storage, &client, storage);
        let needs_confirmation = options.needs_confirmation;
        Ok(Self { client: Rc::new(client), store, link: None, needs_confirmation })
    }

    /// The same options, with the link to open.
    ///
    /// # Errors
    ///
    /// [`ErrorCode::InvalidOptions`](crate::protocol::ErrorCode::InvalidOptions), for a link with an empty token.
    pub fn with_link(self, link: Option<Link>) -> Result<Self, Error> {
        if link.as_ref().is_some_and(|link| link.refresh_token.expose().is_empty()) {
            return Err(Error::invalid(InvalidOption::Link));
        }
        Ok(Self { link, ..self })
    }
}
