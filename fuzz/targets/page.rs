//! The whole page: see the file of the tests.

#![no_main]
#![allow(dead_code, reason = "the tests use more of it")]

#[path = "../../tests/simulation"]
mod simulation {
    #[path = "../common/causes.rs"]
    pub(crate) mod causes;
    pub(crate) mod device;
    pub(crate) mod machine;
    pub(crate) mod rules;
    pub(crate) mod tokens;

    pub(crate) mod stories {
        pub(crate) mod fuzzed;
        mod scene;
    }
}

use simulation::{causes, device, machine, rules, stories, tokens};

libfuzzer_sys::fuzz_target!(|input: &[u8]| stories::fuzzed::check(input));
