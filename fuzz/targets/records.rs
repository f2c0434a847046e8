//! What is stored in the place of a session: see the file of the tests.

#![no_main]
#![allow(dead_code, reason = "the tests use more of it")]

#[path = "../../tests/native/browser.rs"]
mod browser;
#[path = "../../tests/native/impersonation"]
mod impersonation {
    pub(crate) mod drawer;
    pub(crate) mod watched;
    pub(crate) mod world;
}
#[path = "../../tests/native/fuzzed/records.rs"]
mod records;
#[path = "../../tests/native/virtual_time.rs"]
mod virtual_time;

libfuzzer_sys::fuzz_target!(|input: &[u8]| records::check(input));
