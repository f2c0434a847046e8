//! What the npm package's JavaScript face calls.
//!
//! Embeds and token sources cross the border as numbers, so that JavaScript holds nothing that has to be freed.
//! Options are read by typed getters, and the few values that leave are set member by member: serde would cost
//! more bytes than all of them.

mod callback;
mod errors;
mod exports;
mod face;
mod options;
mod snapshot;
