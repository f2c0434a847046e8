//! The header `Retry-After`: see the file of the tests.

#![no_main]

#[path = "../../tests/native/fuzzed/retry_after.rs"]
mod retry_after;

libfuzzer_sys::fuzz_target!(|input: &[u8]| retry_after::check(input));
