//! The address of a view: see the file of the tests.

#![no_main]
#![allow(dead_code, reason = "the tests use more of it")]

#[path = "../../tests/native/fuzzed/addresses.rs"]
mod addresses;
#[path = "../../tests/native/browser.rs"]
mod browser;

libfuzzer_sys::fuzz_target!(|input: &[u8]| addresses::check(input));
