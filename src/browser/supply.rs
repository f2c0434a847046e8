//! What calls a token source.

use std::rc::Rc;

use wasm_bindgen::JsValue;

use super::call::{Call, Reply};
use super::{js, shell};
use crate::protocol::{InvalidOption, Error, FetchReason, SourceId, SourceSpec};

/// The default of `timeout`, in milliseconds.
const DEFAULT_TIMEOUT: u32 = 10_000;

/// What a call is told.
pub(super) struct CallContext {
    /// An `AbortSignal`.
    pub(super) signal: JsValue,
    pub(super) reason: FetchReason,
    pub(super) user: Option<String>,
}

/// Gets one token, and replies. Endpoints and callbacks are the same to all that stands above.
pub(super) type Supply = Rc<dyn Fn(CallContext, Reply)>;

/// One token source: what calls it, and the calls that have not ended. There are two while the first is being aborted.
pub(super) struct Supplier {
    pub(super) supply: Supply,
    pub(super) calls: Vec<Call>,
}

/// Adds a token source, with a timeout in milliseconds.
pub(super) fn add(supply: Supply, user: Option<String>, timeout: Option<u32>) -> Result<SourceId, Error> {
    match timeout.unwrap_or(DEFAULT_TIMEOUT) {
        0 => Err(Error::invalid(InvalidOption::Timeout)),
        timeout => Ok(shell::add_source(SourceSpec { timeout, user }, supply)),
    }
}

/// Whether `fetch` will understand an address.
pub(super) fn is_understood(url: &JsValue) -> bool {
    url.as_string().is_some_and(|url| !url.is_empty()) && js::parse_url(url).is_some()
}
