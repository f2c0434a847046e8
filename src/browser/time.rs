//! The clocks and the dice.

use super::js;
use crate::protocol::Now;

/// A reading of both clocks, with a random number beside it.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "milliseconds since the epoch are whole, positive and far below 2^53"
)]
pub(super) fn now() -> Now {
    Now {
        wall: js::wall_now() as u64,
        monotonic: js::monotonic_now() as u64,
        random: (js::random() * f64::from(u32::MAX)) as u32,
    }
}
