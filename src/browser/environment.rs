//! Whether this is a browser's page at all. Alone, because every entry point asks it first.
//!
//! On a native target, where components are compiled for the server too, no function of the browser may be called: each would
//! panic. In a worker there is a browser, and no document.

use wasm_bindgen::JsCast;
use web_sys::{Document, Window};

use super::fields::member;
use crate::protocol::{Error, ErrorCode};

/// The page's window.
///
/// # Errors
///
/// `unsupported-environment` where there is none.
pub(super) fn window() -> Result<Window, Error> {
    if cfg!(target_arch = "wasm32") {
        let global = js_sys::global();
        // By what it has, and not by its class: jsdom and happy-dom put a page's things into another global.
        if member(&member(&global, "document"), "defaultView").is_object() {
            return Ok(global.unchecked_into());
        }
    }
    Err(Error::new(ErrorCode::UnsupportedEnvironment))
}

/// The page's document.
///
/// # Errors
///
/// `unsupported-environment` where there is none.
pub(crate) fn document() -> Result<Document, Error> {
    window()?.document().ok_or(Error::new(ErrorCode::UnsupportedEnvironment))
}
