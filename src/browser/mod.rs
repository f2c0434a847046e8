//! Performs what [`protocol`](crate::protocol) decides, on web-sys: listeners, timers, fetches and iframes.
//!
//! A function of this module turns a browser's event into an input of the state machine, or an effect of it into a call of the
//! browser. There is no policy here, and arrows go down only: what a leaf has to report goes through a callback that it is given.

pub(crate) mod api;
mod auth_server;
mod clock;
mod effects;
mod embed_frame;
pub(crate) mod environment;
mod fetch;
mod fetches;
pub(crate) mod fields;
mod host_window;
mod inputs;
mod link_mark;
mod links;
mod listener;
mod location;
mod messages;
mod prerendering;
pub(crate) mod promises;
pub(crate) mod provider;
mod sessions;
mod shell;
mod state;
mod storage;
mod subscription;
pub(crate) mod threw;
mod url;

/// A module that holds a few kilobytes needs no more than a list of free blocks.
#[cfg(all(target_arch = "wasm32", any(feature = "js-embed", feature = "js-impersonation")))]
#[global_allocator]
static ALLOCATOR: lol_alloc::LockedAllocator<lol_alloc::FreeListAllocator> =
    lol_alloc::LockedAllocator::new(lol_alloc::FreeListAllocator::new());
