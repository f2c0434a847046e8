//! What a Rust front end calls.

mod abortable;
mod embed;
mod options;
mod ready;
mod request;
mod token_source;

pub use embed::{Embed, attach, mount};
pub use options::{AttachOptions, EmbedOptions, Tokens};
pub use request::{Method, TokenRequest};
pub use token_source::{TokenContext, TokenSource};
