//! What time it is. Alone, because the state machines and the API both ask.

use crate::protocol::Now;

/// A reading of both clocks, with a random number beside it.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "milliseconds since the epoch are whole, positive and far below 2^53"
)]
pub(super) fn now() -> Now {
    let monotonic = web_sys::window().and_then(|window| window.performance());
    Now {
        wall: js_sys::Date::now() as u64,
        monotonic: monotonic.map_or(0.0, |clock| clock.now()) as u64,
        random: (js_sys::Math::random() * f64::from(u32::MAX)) as u32,
    }
}
