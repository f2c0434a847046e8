//! What happens to the page: it becomes visible or hidden, it comes back from the back/forward cache, the network is back. And
//! what time it is there.

use web_sys::Window;

use super::listener::Listener;
use crate::protocol::Now;

/// The listeners. There is one of each for all embeds, and none when there is no embed.
pub(super) type PageEvents = [Listener; 3];

/// Listens for changes of visibility and for the network.
pub(super) fn listen(
    window: &Window,
    on_visibility: impl Fn() + Clone + 'static,
    on_online: impl Fn() + 'static,
) -> PageEvents {
    let on_show = on_visibility.clone();
    [
        // A change of visibility is fired at the document, and bubbles.
        Listener::new(window, "visibilitychange", move |_| on_visibility()),
        Listener::new(window, "pageshow", move |_| on_show()),
        Listener::new(window, "online", move |_| on_online()),
    ]
}

/// Whether the page is visible.
pub(super) fn is_visible(window: &Window) -> bool {
    window.document().is_some_and(|document| !document.hidden())
}

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
