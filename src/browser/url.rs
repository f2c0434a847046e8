//! The browser's own URL parser, so that there is no second one that could disagree with it.

use web_sys::{Url, UrlSearchParams};

use crate::protocol::Error;

/// Something to resolve a relative address against. Its origin is one that no embed has.
const BASE: &str = "https://relative.invalid";

/// An address, if `fetch` would understand it; whatever it is relative to makes no difference to that.
pub(super) fn parse(address: &str) -> Option<Url> {
    Url::new_with_base(address, BASE).ok()
}

/// The serialised origin of an address. A relative one gets an origin that no embed has.
pub(super) fn serialised_origin(address: &str) -> Option<String> {
    Some(parse(address)?.origin())
}

/// Whether a query has a parameter `token`, or may have one because the browser does not read it.
pub(super) fn has_token_param(query: &str) -> bool {
    UrlSearchParams::new_with_str(query).map_or(true, |query| query.has("token"))
}

/// A query of these parameters, encoded as a form.
pub(super) fn query(params: &[(String, String)]) -> Result<String, Error> {
    let query = UrlSearchParams::new().map_err(|_| Error::THREW)?;
    for (name, value) in params {
        query.append(name, value);
    }
    Ok(query.to_string().into())
}

/// The serialised origin of an absolute address.
pub(super) fn origin(address: &str) -> Option<String> {
    Some(Url::new(address).ok()?.origin())
}
