//! Everything that can be decided without a browser.
//!
//! # The contract
//!
//! - Inputs go into [`Page::handle`] together with the time; effects come out, in order, and the shell performs
//!   all of them before the next input. Only [`Effect::Emit`] runs code of the host, so the shell performs it last.
//! - Every answer from outside carries the attempt it belongs to. Answers to older attempts, to closed sources
//!   and for closed embeds are dropped here, not in the shell.
//! - Nothing of a message is read before [`admit`] has made an [`Admission`].
//! - A token is a [`Secret`]: it is printed by nothing, and has one way out.
//!
//! There is no clock, no randomness, no logging and no browser type in this module.

mod admission;
mod attribute;
mod backoff;
mod clock;
mod cut;
mod effect;
mod embed;
mod error;
mod event;
mod flight;
mod flights;
pub mod impersonation;
mod jwt;
mod origin;
mod page;
mod path;
mod renewal;
mod secret;
mod snapshot;
mod source;
mod table;
mod token;
mod turn;
mod url;
mod wire;

pub use admission::{Admission, admit, still_shown};
pub use attribute::Attribute;
pub use backoff::retry_after;
pub use clock::{Clock, Instant, Now};
pub use cut::word;
pub use effect::{Effect, Input};
pub use embed::{Account, EmbedSpec, FirstToken};
pub use error::{BadOption, Error, ErrorCode};
pub use event::{Event, FlightReason, State};
pub use jwt::{Claims, payload};
pub use origin::Origin;
pub use page::Page;
pub use path::{View, add_parameter};
pub use renewal::{DEFAULT_MINT_AHEAD, Recover, Renewal};
pub use secret::Secret;
pub use snapshot::{FlightSnapshot, Snapshot};
pub use source::SourceSpec;
pub use table::{EmbedId, Serial, SourceId, Table};
pub use token::{Token, TokenGrant};
pub use url::EmbedUrl;
pub use wire::{REQUEST, RESPONSE};
