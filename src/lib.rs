//! The host-page side of a third-party embed.
//!
//! `embed-host` mounts a WisdomAI iframe (or serves one that the page already has), listens for the guest's
//! `REQUEST_JWT_TOKEN`, checks where it came from, gets a fresh token from the host's own backend, and posts
//! `JWT_TOKEN_RESPONSE` to exactly that window and exactly that origin.
//!
//! ```no_run
//! # #[cfg(feature = "api")]
//! # mod example {
//! use embed_host::{EmbedOptions, Error, View, mount};
//!
//! async fn show(container: &web_sys::Element) -> Result<(), Error> {
//!     let view = View::Dashboard("sales".into());
//!     let embed = mount(container, EmbedOptions::new("https://acme.askwisdom.ai", view, "/api/wisdom-token"))?;
//!     embed.ready().await
//! }
//! # }
//! ```
//!
//! [`protocol`] decides: it knows no browser, and plain `cargo test` covers all of it. The rest is the API, on web-sys, with the
//! feature `api`, which is on by default. It also compiles for native targets, where components are compiled for the server:
//! a [`TokenSource`] can be made there, and every other call ends in [`ErrorCode::UnsupportedEnvironment`].

pub mod protocol;

#[cfg(feature = "api")]
#[cfg_attr(
    not(all(feature = "js-embed", feature = "js-impersonation")),
    allow(
        dead_code,
        reason = "some of it is for the exports alone; a check with both features sees what nobody uses"
    )
)]
mod browser;
#[cfg(any(feature = "js-embed", feature = "js-impersonation"))]
mod js;

#[cfg(feature = "api")]
pub use browser::api::{
    AttachOptions, Embed, EmbedOptions, Impersonation, ImpersonationOptions, ImpersonationSubject,
    Revocation, Subscription, TokenContext, TokenRequest, TokenSource, Tokens, attach, impersonate,
    keep_links, mount, on_link, take_link,
};

pub use protocol::impersonation::{
    EndReason, Event as ImpersonationEvent, Link as ImpersonationLink, LinkSource, Names as LinkNames,
    StorageKind, WebStorageKind,
};
pub use protocol::{
    Error, ErrorCode, Event, FetchReason, Recover, Renewal, Secret, Snapshot, State, TokenGrant, View,
};
