//! Everything that can be decided without a browser.
//!
//! # The contract
//!
//! - An input goes into [`Page::handle`] together with the time. [`Effects`] come out, in two lists: the shell performs all of
//!   `now` first, and then `host`, which runs code of the host, and so may lead straight to another input. The core decides
//!   which effect belongs to which list; the shell keeps both in order.
//! - Every answer from outside carries the attempt it belongs to. Answers to older attempts, to closed sources and for closed
//!   embeds are dropped here, not in the shell.
//! - Nothing of a message is read before [`admit`] has made an [`Admission`].
//! - A token is a [`Secret`]: nothing prints it, and it has one way out.
//!
//! There is no clock, no randomness, no logging and no browser type in this module. What the core has to ask the browser in
//! the middle of a step goes through a small trait: [`Frames`], and [`impersonation::Storage`].

mod admission;
mod attribute;
mod backoff;
mod clock;
mod context;
mod cooldown;
mod effect;
mod embed;
mod error;
mod event;
mod flight;
mod id_map;

pub mod impersonation;
mod jwt;
mod origin;
mod page;
mod percent;
mod rate_limit;
mod retry_after;
mod rhythm;
mod secret;
mod source;
mod token;
mod url;

pub use admission::{Admission, REQUEST, RESPONSE, admit};
pub use attribute::Attribute;
pub use clock::{Clock, Instant, LONGEST_DELAY, Now, whole_milliseconds};
pub use effect::{Effect, Effects, Frames, HostEffect, Input};
pub use embed::{EmbedSpec, Mode, TokenBinding};
pub use error::{Error, ErrorCode, InvalidOption};
pub use event::{Event, FetchReason, State};
pub use id_map::{EmbedId, Id, IdMap, SourceId};
pub use jwt::{Claims, payload};
pub use origin::Origin;
pub use page::{FetchSnapshot, Page, Snapshot};
pub use retry_after::{delay_seconds, retry_after};
pub use secret::Secret;
pub use source::{DEFAULT_TIMEOUT, SourceSpec};
pub use token::{DEFAULT_MINT_AHEAD, Recover, Renewal, Token, TokenGrant};
pub use url::{EmbedUrl, View, add_parameter};
