//! The address of a page: see the file of the tests.

#![no_main]
#![allow(dead_code, reason = "the tests use more of it")]

#[path = "../../tests/native/fuzzed/links.rs"]
mod links;

libfuzzer_sys::fuzz_target!(|input: &[u8]| links::check(input));
