//! What can be tested without a browser: tables for what is parsed, and the state machine under a virtual clock.

#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test's own code fails by panicking; clippy.toml allows it inside #[test] functions only"
)]

mod admission;
mod attributes;
mod browser;
#[path = "../common/causes.rs"]
mod causes;
mod clock;
#[path = "../common/corpus.rs"]
mod corpus;
mod documents;
mod embed_urls;
mod fuzzed;
mod id_map;
mod impersonation;
mod jwt;
mod machine;
mod names;
mod origins;
mod secrets;
mod tokens;
mod virtual_time;
