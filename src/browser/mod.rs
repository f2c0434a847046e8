//! Carries out what [`protocol`](crate::protocol) decides: listeners, timers, fetches and iframes.
//!
//! There is no policy here. A function of this module turns a browser's event into an input of the state machine,
//! or an effect of it into a call of the browser.

mod call;
mod claims;
mod frame;
mod grant;
mod host;
mod inbox;
mod js;
mod listener;
mod mounted;
mod opening;
mod perform;
mod request;
mod settled;
mod shell;
mod supply;
mod surroundings;
mod time;
mod timer;

#[cfg(feature = "front-end")]
mod front_end;
#[cfg(feature = "npm")]
mod npm;

#[cfg(feature = "front-end")]
pub use front_end::{
    AttachOptions, Embed, EmbedOptions, Method, TokenContext, TokenRequest, TokenSource, Tokens, attach,
    mount,
};

/// A module this small is served by a small allocator, which saves about a tenth of the download.
#[cfg(feature = "npm")]
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();
