//! The page's address, and the link in it. Alone, because nothing else may read or change the address.

use super::environment;
use crate::protocol::impersonation::{FoundLink, Link, Names, scrub as without_link};
use crate::protocol::{Error, ErrorCode};

/// A browser's own error would hold the address, so it is not passed on.
const FIXED: Error = Error::new(ErrorCode::UnsupportedEnvironment)
    .with_message("the address cannot be changed here: call this in a page with an origin of its own");

/// Finds the link in the page's address, if there is one.
///
/// # Errors
///
/// `unsupported-environment` where there is no address to read.
pub(super) fn find(names: &Names) -> Result<Option<FoundLink>, Error> {
    Ok(FoundLink::find(&address()?, names))
}

/// Takes a link that was found out of the page's address and its history entry.
///
/// # Errors
///
/// `unsupported-environment` where the address cannot be changed, and still holds the link.
pub(super) fn scrub(found: &FoundLink, names: &Names) -> Result<(), Error> {
    let history = environment::window()?.history().map_err(|_| FIXED)?;
    let state = history.state().map_err(|_| FIXED)?;
    history.replace_state_with_url(&state, "", Some(&found.clean)).map_err(|_| FIXED)?;
    // A browser ignores changes of the address when there are too many, and says so to nobody.
    if without_link(&address()?, names).is_some() { Err(FIXED) } else { Ok(()) }
}

/// Takes the link out of the page's address and its history entry, if there is one. It is gone from there before anything is
/// said of it.
///
/// # Errors
///
/// `link-malformed` for what is no good link, once it is gone; `unsupported-environment` where the address cannot be changed, and
/// still holds the link.
pub(super) fn take_link(names: &Names) -> Result<Option<Link>, Error> {
    let Some(found) = find(names)? else { return Ok(None) };
    scrub(&found, names)?;
    found.link.map(Some)
}

fn address() -> Result<String, Error> {
    environment::window()?.location().href().map_err(|_| FIXED)
}
