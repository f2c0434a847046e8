//! What `impersonate()` is called with, and whether that can be honoured.
//!
//! The shell reads texts and numbers, and judges nothing: a value of another type than expected comes as an empty text, or as
//! a number that is no good here either.

use std::rc::Rc;

use super::client::Client;
use super::effect::OpenOptions;
use super::keeping::{SessionStore, StorageKind, Storage};
use super::{InvalidOption, Error, Link};
use crate::protocol::Secret;

/// Options as they were read.
#[derive(Clone, Debug)]
pub struct Options {
    /// The address of the auth server, which is also the issuer of its tokens.
    pub server: String,
    /// The app's client id there.
    pub client_id: String,
    /// The path of the token endpoint.
    pub token_path: String,
    /// The path of the revocation endpoint.
    pub revoke_path: String,
    /// Where the session is kept: `session`, `memory`, or `melody:` and the browser's name of the storage.
    pub storage: String,
    /// How long a request may take with all its repetitions, in milliseconds.
    pub timeout: f64,
    /// Whether the client id goes into the form, instead of a header where one is needed: zero or one.
    pub send_client_id: u8,
    /// Whether only sessions that an impersonator began are let in: zero or one.
    pub require_impersonator: u8,
    /// Whether the host wants to be asked: zero or one.
    pub needs_confirmation: u8,
}

impl Options {
    /// Judges the options. `storage` gives a storage of the browser by its name, and `origin_of` is the browser's URL parser:
    /// it gives the serialised origin of an address.
    ///
    /// # Errors
    ///
    /// `invalid-options`, for the first one that cannot be honoured.
    pub fn order(
        &self,
        storage: impl FnOnce(&'static str) -> Rc<dyn Storage>,
        origin_of: impl FnOnce(&str) -> Option<String>,
    ) -> Result<OpenOptions, Error> {
        let (place, name) = match self.storage.as_str() {
            "session" => (StorageKind::Session, "sessionStorage"),
            "memory" => (StorageKind::Memory, "sessionStorage"),
            "melody:sessionStorage" => (StorageKind::Melody, "sessionStorage"),
            "melody:localStorage" => (StorageKind::Melody, "localStorage"),
            _ => return Err(Error::invalid(InvalidOption::Storage)),
        };
        let client = Client::new(self, origin_of).map_err(Error::invalid)?;
        let keeping = SessionStore::new(place, storage(name), &client);
        Ok(OpenOptions { client: Rc::new(client), keeping, link: None, needs_confirmation: self.needs_confirmation == 1 })
    }
}

impl Link {
    /// A link that the host has taken before. A number that is missing is -1.
    ///
    /// # Errors
    ///
    /// `invalid-options` without a token, and for a number that is not whole or below zero.
    pub fn read(token: String, on: f64, within: f64) -> Result<Self, Error> {
        if token.is_empty() || !is_whole(on) || !is_whole(within) {
            return Err(Error::invalid(InvalidOption::Link));
        }
        Ok(Self { refresh_token: Secret::new(token), expires_on: seconds(on), expires_in: seconds(within) })
    }
}

/// Whether a number is whole and not below zero, or the one that stands for none.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    clippy::float_cmp,
    reason = "a number that does not survive the way there and back is not whole"
)]
fn is_whole(number: f64) -> bool {
    number == -1.0 || (number as u64) as f64 == number
}

/// Whole seconds, unless they are below zero.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the cast saturates")]
pub fn seconds(number: f64) -> Option<u64> {
    (number >= 0.0).then_some(number as u64)
}
