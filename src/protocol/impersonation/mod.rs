//! Impersonation links: taken out of a page's address, exchanged, verified, held, ended.
//!
//! [`Link::find`] and [`scrub`] say what is in an address and what is left of it without the link. [`Sessions`] is the
//! state machine behind `impersonate()`, with the contract of [`Page`](super::Page): inputs go in with the time, effects
//! come out, and the shell performs all of them before the next input. Storage is the one thing of the browser that it
//! reaches for itself, through [`Storage`]: reading and writing it are synchronous and run no code of the host.

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
mod pieces;
mod record;
mod scrub;
mod session;
mod sessions;
mod turn;

pub use claims::{Claims, Grant};
pub use client::{Client, Request};
pub use effect::{Answer, Effect, EndReason, Event, Input, Order, Outcome};
pub use error::{BadOption, Error, ErrorCode};
pub use keeping::{Blocked, Keeping, Place, Storage};
pub use link::Link;
pub use names::Names;
pub use numbers::{CallId, SessionId};
pub use options::{Options, seconds};
pub use scrub::scrub;
pub use sessions::Sessions;
