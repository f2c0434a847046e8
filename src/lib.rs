//! The host-page side of a third-party embed.
//!
//! `embed-host` mounts a WisdomAI iframe (or serves one that the page already has), listens for the guest's
//! `REQUEST_JWT_TOKEN`, checks where it came from, gets a fresh token from the host's own backend, and posts
//! `JWT_TOKEN_RESPONSE` to exactly that window and exactly that origin.
//!
//! The crate has two rooms:
//!
//! - [`protocol`] decides. It knows no browser: time and chance are arguments, effects are values, and plain
//!   `cargo test` covers all of it.
//! - `browser` carries the effects out. It is compiled for `wasm32` only, and so are the functions a Rust front
//!   end calls (`examples/front_end.rs` is a whole one):
//!
//! ```ignore
//! let embed = embed_host::mount(
//!     &container,
//!     EmbedOptions::new("https://acme.askwisdom.ai", View::Dashboard("sales".into()), "/api/wisdom-token"),
//! )?;
//! embed.ready().await?;
//! ```
//!
//! The feature `front-end`, on by default, is what a Rust front end calls; `npm` is what the npm package exports to
//! JavaScript, and `npm-impersonation` what its second entry does: impersonation links, which are in
//! [`protocol::impersonation`].

pub mod protocol;

pub use protocol::{
    Error, ErrorCode, Event, FetchReason, Recover, Renewal, Snapshot, State, TokenGrant, View,
};
