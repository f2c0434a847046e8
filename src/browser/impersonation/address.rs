//! The page's address and its entry in the history.

use wasm_bindgen::JsCast;

use super::js::History;
use crate::browser::js::{member, text, window};
use crate::protocol::impersonation::{Error, ErrorCode, Link, Names, scrub};

/// Takes the link out of the address, if there is one. It is gone from there before anything is said of it.
pub(super) fn take(names: &Names) -> Result<Option<Link>, Error> {
    let address = text(&member(&window(), "location"), "href").unwrap_or_default();
    let Some(clean) = scrub(&address, names) else { return Ok(None) };
    let history: History = member(&window(), "history").unchecked_into();
    // The browser's own error would hold the address.
    let replaced = history.replace_state(&history.state(), "", &clean);
    replaced.map_err(|_| Error::new(ErrorCode::UnsupportedEnvironment))?;
    Link::find(&address, names)
}
