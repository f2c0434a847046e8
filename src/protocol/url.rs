//! The address an iframe is pointed at.

use super::cut::cut;
use super::path::{Place, is_token, names_token, pairs};
use super::{BadOption, Error, Origin, Secret, Token, View};

/// A view on one tenant, complete but for the token.
#[derive(Clone, Debug)]
pub struct EmbedUrl {
    origin: Origin,
    place: Place,
}

impl EmbedUrl {
    /// The address of a view with an extra query, which is encoded already.
    ///
    /// # Errors
    ///
    /// `invalid-options` if the view has no address inside the origin, or the query has a parameter `token`.
    pub fn new(origin: Origin, view: &View, query: &str) -> Result<Self, Error> {
        let mut place = view.place()?;
        if names_token(Some(query)) {
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

    /// The whole address with a token.
    pub fn with_token(&self, token: &Token) -> Secret {
        let mut address = beginning(&self.origin, &self.place.path, token);
        add_query(&mut address, &self.place.query);
        Secret::new(address)
    }
}

/// The path of an absolute address, if that is on the origin.
pub fn path_on<'address>(address: &'address str, origin: &Origin) -> Option<&'address str> {
    Some(cut(cut(behind(address, origin)?, b'#').0, b'?').0)
}

/// An absolute address with another token in it, if it is on the origin. Everything else of it stays as it is.
pub fn readdressed(address: &str, origin: &Origin, token: &Token) -> Option<Secret> {
    let (place, fragment) = cut(behind(address, origin)?, b'#');
    let (path, query) = cut(place, b'?');
    let mut address = beginning(origin, path, token);
    for pair in pairs(query).filter(|pair| !is_token(pair)) {
        add_query(&mut address, pair);
    }
    if let Some(fragment) = fragment {
        address.push('#');
        address.push_str(fragment);
    }
    Some(Secret::new(address))
}

/// What stands behind the origin of an address.
fn behind<'address>(address: &'address str, origin: &Origin) -> Option<&'address str> {
    let rest = address.strip_prefix(origin.as_str())?;
    matches!(rest.as_bytes(), [] | [b'/' | b'?' | b'#', ..]).then_some(rest)
}

/// An address up to its token. A compact JWT needs no encoding in a query.
fn beginning(origin: &Origin, path: &str, token: &Token) -> String {
    let mut address = String::from(origin.as_str());
    address.push_str(path);
    address.push_str("?token=");
    address.push_str(token.secret().expose());
    address
}

fn add_query(address: &mut String, query: &str) {
    if !query.is_empty() {
        address.push('&');
        address.push_str(query);
    }
}
