//! Whether this is a browser's page at all. Alone, because every entry point asks it first.
//!
//! On a native target, where components are compiled for the server too, no function of the browser may be called: each would
//! panic. In a worker there is a browser, and no document.

use web_sys::{Document, Window};

use crate::protocol::{Error, ErrorCode};

/// The page's window.
///
/// # Errors
///
/// `unsupported-environment` where there is none.
pub(super) fn window() -> Result<Window, Error> {
    let window = if cfg!(target_arch = "wasm32") { web_sys::window() } else { None };
    window.ok_or(Error::new(ErrorCode::UnsupportedEnvironment))
}

/// The page's document.
///
/// # Errors
///
/// `unsupported-environment` where there is none.
pub(crate) fn document() -> Result<Document, Error> {
    window()?.document().ok_or(Error::new(ErrorCode::UnsupportedEnvironment))
}
