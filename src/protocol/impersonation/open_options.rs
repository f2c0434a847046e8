//! What `impersonate()` was called with, checked.

use std::rc::Rc;

use super::client::Client;
use super::store::SessionStore;
use super::{Link, Options, Storage, WebStorageKind};
use crate::protocol::{Error, InvalidOption};

/// Which link a call opens.
#[derive(Clone, Debug, Default)]
pub enum LinkSource {
    /// The newest one that came in the page's address, or that an earlier call could not exchange.
    #[default]
    Page,
    /// This one, which was taken out of the address before.
    Given(Link),
    /// None: a stored session is resumed, and nothing else.
    None,
}

/// The checked options of one call of `impersonate()`.
#[derive(Clone, Debug)]
pub struct OpenOptions {
    /// The app and its server.
    pub(super) client: Rc<Client>,
    /// Where the session is stored.
    pub(super) store: SessionStore,
    /// The link to open. Without one a stored session is resumed.
    pub(super) link: LinkSource,
    /// Whether another copy of this crate on the page has taken a link, and not opened it yet.
    pub(super) taken_elsewhere: bool,
    /// Whether the host confirms the session before it begins.
    pub(super) needs_confirmation: bool,
}

impl OpenOptions {
    /// Checks options; the link is that of the page. `storage` gives a storage of the browser. `origin_of` is the browser's
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
        Ok(Self {
            client: Rc::new(client),
            store,
            link: LinkSource::Page,
            taken_elsewhere: false,
            needs_confirmation,
        })
    }

    /// The same options, with the link to open.
    ///
    /// # Errors
    ///
    /// [`ErrorCode::InvalidOptions`](crate::protocol::ErrorCode::InvalidOptions), for a link with an empty token.
    pub fn with_link(self, link: LinkSource) -> Result<Self, Error> {
        match &link {
            LinkSource::Given(given) if given.refresh_token.expose().is_empty() => {
                Err(Error::invalid(InvalidOption::Link))
            }
            _ => Ok(Self { link, ..self }),
        }
    }

    /// The same options, and whether another copy of this crate on the page has taken a link, and not opened it yet.
    #[must_use]
    pub fn with_taken_elsewhere(self, taken_elsewhere: bool) -> Self {
        Self { taken_elsewhere, ..self }
    }
}
