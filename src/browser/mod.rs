//! Carries out what [`protocol`](crate::protocol) decides: listeners, timers, fetches and iframes.
//!
//! There is no policy here. A function of this module turns a browser's event into an input of the state machine,
//! or an effect of it into a call of the browser.

// What everything here is built on.
#[cfg_attr(not(feature = "embed"), expect(dead_code, reason = "embeds need more of it"))]
mod js;
mod time;

// What serves embeds.
#[cfg(feature = "embed")]
mod call;
#[cfg(feature = "embed")]
mod claims;
#[cfg(feature = "embed")]
mod frame;
#[cfg(feature = "embed")]
mod grant;
#[cfg(feature = "embed")]
mod host;
#[cfg(feature = "embed")]
mod inbox;
#[cfg(feature = "embed")]
mod listener;
#[cfg(feature = "embed")]
mod mounted;
#[cfg(feature = "embed")]
mod opening;
#[cfg(feature = "embed")]
mod perform;
#[cfg(feature = "embed")]
mod request;
#[cfg(feature = "embed")]
mod settled;
#[cfg(feature = "embed")]
mod shell;
#[cfg(feature = "embed")]
mod supply;
#[cfg(feature = "embed")]
mod surroundings;
#[cfg(feature = "embed")]
mod timer;

#[cfg(feature = "front-end")]
mod front_end;
#[cfg(feature = "npm-impersonation")]
mod impersonation;
#[cfg(feature = "npm")]
mod npm;

#[cfg(feature = "front-end")]
pub use front_end::{
    AttachOptions, Embed, EmbedOptions, Method, TokenContext, TokenRequest, TokenSource, Tokens, attach,
    mount,
};

/// A module that holds a few kilobytes is served by the smallest allocator that merges what is freed: a list of free blocks.
#[cfg(any(feature = "npm", feature = "npm-impersonation"))]
#[global_allocator]
static ALLOCATOR: lol_alloc::LockedAllocator<lol_alloc::FreeListAllocator> =
    lol_alloc::LockedAllocator::new(lol_alloc::FreeListAllocator::new());
