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

/// A module that holds a few kilobytes is served by the smallest allocator that merges what is freed: a list of free blocks.
#[cfg(feature = "npm")]
#[global_allocator]
static ALLOCATOR: lol_alloc::LockedAllocator<lol_alloc::FreeListAllocator> =
    lol_alloc::LockedAllocator::new(lol_alloc::FreeListAllocator::new());
