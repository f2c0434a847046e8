//! Whether the page is prerendered: loaded and run before anybody has asked to see it. Alone, because web-sys has no stable name
//! for it.
//!
//! Source: <https://wicg.github.io/nav-speculation/prerendering.html#interaction-with-visibility-state>

use core::cell::RefCell;

use futures_channel::oneshot::channel;
use wasm_bindgen::JsValue;

use super::environment;
use super::fields::member;
use super::listener::Listener;

/// Comes when somebody sees the page; `None` where it is not prerendered, or the browser would not tell.
pub(super) fn activation() -> Option<impl Future<Output = ()> + 'static> {
    let document = environment::document().ok()?;
    if member(&document, "prerendering") != JsValue::TRUE {
        return None;
    }
    let (sender, activated) = channel();
    let sender = RefCell::new(Some(sender));
    let listener = Listener::new(&document, "prerenderingchange", move |_| {
        if let Some(sender) = sender.take() {
            // An error says that nobody waits any more.
            let _: Result<(), ()> = sender.send(());
        }
    })
    .ok()?;
    Some(async move {
        let _canceled = activated.await;
        drop(listener);
    })
}
