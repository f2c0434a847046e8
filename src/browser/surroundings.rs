//! What the page undergoes: it is shown or not, it comes back from the back/forward cache, the network is back.

use super::js;
use super::listener::Listener;
use super::shell;
use crate::protocol::Input;

/// The listeners. There is one of each for all embeds, and none when there is no embed.
pub(super) type Surroundings = [Listener; 3];

/// Begins to listen.
pub(super) fn listen() -> Surroundings {
    let on = |name, hear: fn()| Listener::new(js::window(), name, move |_| hear());
    // A change of visibility is fired at the document, and bubbles.
    [on("visibilitychange", report), on("pageshow", report), on("online", || shell::handle(Input::Online))]
}

/// Says whether the page is shown.
pub(super) fn report() {
    let hidden = js::member(&js::member(&js::window(), "document"), "hidden").is_truthy();
    shell::handle(Input::Visible(!hidden));
}
