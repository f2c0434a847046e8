//! The address an iframe is pointed at.

use super::path::Place;
use super::{BadOption, Error, Origin, Secret, Token, View};

/// A view on one tenant, complete but for the token.
#[derive(Clone, Debug)]
pub struct EmbedUrl {
    origin: Origin,
    place: Place,
}

impl EmbedUrl {
    /// The address of a view with an extra query, which is encoded already. `names_token` is the browser's own reading of a
    /// query: whether it has a parameter `token`, which the guest would take for its token.
    ///
    /// # Errors
    ///
    /// `invalid-options` if the view has no address inside the origin, or the query has a parameter `token`.
    pub fn new(
        origin: Origin,
        view: &View,
        query: &str,
        names_token: fn(&str) -> bool,
    ) -> Result<Self, Error> {
        let mut place = view.place(names_token)?;
        if names_token(query) {
            return Err(Error::invalid(BadOption::ParamsToken));
        }
        if !place.query.is_empty() && !query.is_empty() {
            place.query.push('&');
        }
        place.query.push_str(query);
        Ok(Self { origin, place })
    }

    /// The origin that the guest is served from, and that every message is checked against.
    pub const fn origin(&self) -> &Origin {
        &self.origin
    }

    /// The path inside the origin, encoded.
    pub fn path(&self) -> &str {
        &self.place.path
    }

    /// The whole address with a token. A compact JWT needs no encoding in a query.
    pub fn with_token(&self, token: &Token) -> Secret {
        let mut address = String::from(self.origin.as_str());
        address.push_str(&self.place.path);
        address.push_str("?token=");
        address.push_str(token.secret().expose());
        if !self.place.query.is_empty() {
            address.push('&');
            address.push_str(&self.place.query);
        }
        Secret::new(address)
    }
}
