//! Impersonation links: taken out of a page's address, exchanged, verified, held, ended.
//!
//! [`Link::find`] and [`scrub`] say what is in an address and what is left of it without the link. [`Sessions`] is the
//! state machine behind `impersonate()`, with the contract of [`Page`](super::Page): inputs go in with the time, effects come
//! out, in order, and those that run code of the host come when the state is whole. Storage is the one thing of the browser
//! that the machine reaches for itself, through [`Storage`]: it is synchronous, runs no code of the host, and whether a
//! session could be kept has to be known in the same turn.
//!
//! What it trusts: the auth server, over a connection that the browser verified. Nothing of a link is trusted but that its
//! server may know the token. Time is the server's, run down by what has passed here since; the local clock decides nothing.

mod claims;
mod client;
mod decimal;
mod decode;
mod effect;
mod error;
mod flight;
mod json;
mod keeping;
mod link;
mod melody;
mod names;
mod numbers;
mod options;
mod segments;
mod record;
mod scrub;
mod session;
mod sessions;
mod cx;

pub use claims::{Claims, Grant};
pub use client::{Client, Request};
pub use effect::{Response, Effect, EndReason, Event, Input, OpenOptions, Reply};
pub use error::{InvalidOption, Error, ErrorCode};
pub use keeping::{Blocked, SessionStore, StorageKind, Storage};
pub use link::Link;
pub use names::Names;
pub use numbers::{CallId, SessionId};
pub use options::{Options, seconds};
pub use scrub::scrub;
pub use sessions::Sessions;
