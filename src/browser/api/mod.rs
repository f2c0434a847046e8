//! The API. Rust front ends use it, and the npm package is a client of it.

pub(crate) mod embed;
mod listeners;
mod options;
mod ready;
mod token_source;

pub use embed::{Embed, attach, mount};
pub use listeners::Subscription;
pub use options::{AttachOptions, EmbedOptions, Tokens};
pub use token_source::{TokenContext, TokenRequest, TokenSource};
