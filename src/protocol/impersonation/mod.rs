//! Impersonation links: taken out of a page's address, exchanged, verified, stored and ended.
//!
//! [`FoundLink::find`] finds the link in an address, and gives the address without it. [`Sessions`] is the state
//! machine behind `impersonate()`. It has the contract of [`Page`](super::Page): an input goes in together with the time, and
//! [`Effects`](super::Effects) come out in two lists. The machine calls the browser itself only through [`Storage`]: that is
//! synchronous, runs no code of the host, and the machine has to know in the same step whether a session could be stored.
//!
//! The auth server is trusted, over a connection that the browser verified. A link is not trusted: the server decides whether
//! its token is good. Time is the server's time, plus what has passed on this page since. The local clock decides nothing.

mod claims;
mod client;
mod context;
mod effect;
mod event;
mod flight;
mod found_link;
mod link;
mod links;
mod melody;
mod names;
mod open_options;
mod options;
mod record;
mod scrub;
mod seconds;
mod segments;
mod session;
mod sessions;
mod storage;
mod store;

pub use claims::{Claims, Grant};
pub use client::{Client, Request};
pub use effect::{CallId, Effect, HostEffect, Input, Reply, Response, SessionId};
pub use event::{EndReason, Event};
pub use found_link::FoundLink;
pub use link::Link;
pub use names::Names;
pub use open_options::{LinkSource, OpenOptions};
pub use options::{Options, Paths};
pub use scrub::scrub;
pub use seconds::{floor_seconds, whole_seconds};
pub use sessions::Sessions;
pub use storage::{Blocked, Entry, Storage, StorageKind, Verified, WebStorageKind};
pub use store::SessionStore;
