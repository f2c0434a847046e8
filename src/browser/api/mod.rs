//! The API. Rust front ends use it, and the npm package is a client of it.

pub(crate) mod embed;
pub(crate) mod impersonation;
mod options;
mod ready;
mod token_source;

pub use embed::{Embed, attach, mount};
pub use impersonation::{
    Impersonation, ImpersonationOptions, ImpersonationSubject, Revocation, impersonate, keep_links, on_link,
    take_link,
};
pub use options::{AttachOptions, EmbedOptions, Tokens};
pub use token_source::{TokenContext, TokenRequest, TokenSource};

pub use super::subscription::Subscription;
