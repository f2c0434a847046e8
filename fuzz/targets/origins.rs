//! The address of a tenant or of an auth server: see the file of the tests.

#![no_main]
#![allow(dead_code, reason = "the tests use more of it")]

#[path = "../../tests/native/browser.rs"]
mod browser;
#[path = "../../tests/native/fuzzed/origins.rs"]
mod origins;

libfuzzer_sys::fuzz_target!(|input: &[u8]| origins::check(input));
