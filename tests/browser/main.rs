//! What needs a browser, one page and no server: the Rust API against frames of the page's own origin and a replaced `fetch`.
//!
//! All tests share one page and run one after the other. Each closes what it opens, and gives the page back as it was.

#![cfg(target_arch = "wasm32")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test's own code fails by panicking; clippy.toml allows it inside #[test] functions only"
)]

mod aborting;
mod closing;
mod events;
mod impersonating;
mod invalid_options;
mod leaks;
mod mounting;
mod moving;
mod preparing_requests;
mod refused_sessions;
mod renewal;
mod replaced_fetch;
mod scrubbing;
mod storing_sessions;
mod support;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
