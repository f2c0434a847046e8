#![cfg(target_arch = "wasm32")]
//! What needs a browser.
