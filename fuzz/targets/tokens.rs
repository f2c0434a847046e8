//! What a token endpoint gives: see the file of the tests.

#![no_main]
#![allow(dead_code, reason = "the tests use more of it")]

#[path = "../../tests/native/browser.rs"]
mod browser;
#[path = "../../tests/native/fuzzed/tokens.rs"]
mod tokens;

libfuzzer_sys::fuzz_target!(|input: &[u8]| tokens::check(input));
