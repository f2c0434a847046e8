//! The page's address, and the link in it. Alone, because nothing else may read or change the address.

use super::environment;
use crate::protocol::impersonation::{Link, Names, scrub};
use crate::protocol::{Error, ErrorCode};

/// Takes the link out of the page's address and its history entry, if there is one. It is gone from there before anything is
/// said of it.
///
/// # Errors
///
/// `link-malformed` for what is no good link, once it is gone; `unsupported-environment` where the address cannot be changed, and
/// still holds the link.
pub(super) fn take_link(names: &Names) -> Result<Option<Link>, Error> {
    let window = environment::window()?;
    // A browser's own error would hold the address, so it is not passed on.
    let fixed = Error::new(ErrorCode::UnsupportedEnvironment)
        .with_message("the address cannot be changed here: call this in a page with an origin of its own");
    let address = window.location().href().map_err(|_| fixed)?;
    let Some(clean) = scrub(&address, names) else { return Ok(None) };
    let history = window.history().map_err(|_| fixed)?;
    let state = history.state().map_err(|_| fixed)?;
    history.replace_state_with_url(&state, "", Some(&clean)).map_err(|_| fixed)?;
    // A browser ignores changes of the address when there are too many, and says so to nobody.
    let left = window.location().href().map_err(|_| fixed)?;
    if scrub(&left, names).is_some() {
        return Err(fixed);
    }
    Link::find(&address, names)
}
