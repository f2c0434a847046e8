//! A link that stands in an address. Alone, because whoever takes a link out of an address needs all of this at once.

use super::names::Names;
use super::record::fingerprint;
use super::{Link, scrub};
use crate::protocol::{Error, ErrorCode, Secret};

/// A link in an address, whether it is well-formed or not.
#[derive(Debug)]
pub struct FoundLink {
    /// The address without it.
    pub clean: String,
    /// The link, or what is wrong with it.
    pub link: Result<Link, Error>,
    /// The fingerprint of the token. Of a malformed link it is that of the whole address: there may be two tokens or none.
    pub(super) fingerprint: u64,
}

impl FoundLink {
    /// Finds the link in an address, if there is one.
    pub fn find(address: &str, names: &Names) -> Option<Self> {
        let clean = scrub(address, names)?;
        let link = Link::find(address, names);
        let link = link.and_then(|link| link.ok_or(Error::new(ErrorCode::LinkMalformed)));
        let fingerprint = match &link {
            Ok(link) => fingerprint(&link.refresh_token),
            Err(_) => fingerprint(&Secret::new(address.into())),
        };
        Some(Self { clean, link, fingerprint })
    }
}
