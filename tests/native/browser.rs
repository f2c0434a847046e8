//! What a browser would do, done by the `url` crate, which follows the same standard.

use embed_host::protocol::{Error, Origin};
use url::Url;

/// The serialised origin of an address, or nothing if the text is no address.
pub(crate) fn serialised_origin(text: &str) -> Option<String> {
    Some(Url::parse(text).ok()?.origin().ascii_serialization())
}

/// Whether a query has a parameter `token`.
pub(crate) fn has_token_param(query: &str) -> bool {
    let query = query.strip_prefix('?').unwrap_or(query);
    url::form_urlencoded::parse(query.as_bytes()).any(|(name, _)| name == "token")
}

/// Reads an origin as a host writes it.
pub(crate) fn parse_origin(text: &str) -> Result<Origin, Error> {
    Origin::parse(text, serialised_origin)
}

/// An origin that is known to be one.
pub(crate) fn origin(text: &str) -> Origin {
    parse_origin(text).unwrap()
}
