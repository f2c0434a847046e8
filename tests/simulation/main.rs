//! The state machine that ships, in simulated days in which everything goes wrong.

#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test's own code fails by panicking; clippy.toml allows it inside #[test] functions only"
)]
#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "the numbers of a simulated world are small"
)]
#![allow(clippy::struct_excessive_bools, reason = "what is known of a view from outside is many small facts")]

mod attacker;
mod backend;
mod calls;
#[path = "../common/causes.rs"]
mod causes;
#[path = "../common/corpus.rs"]
mod corpus;
mod device;
mod faults;
mod frames;
mod guest;
mod host;
mod machine;
mod queue;
mod rng;
mod rules;
mod runs;
mod shell;
mod stories;
mod tally;
mod tokens;
mod trace;
mod world;
