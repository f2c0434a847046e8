//! A window that holds an embed's iframe: the page's own, or that of a popup or of a frame of the same origin.
//!
//! Requirements:
//!
//! 1. A guest posts to the window of the document that its iframe is in. There is one `message` listener on each such window,
//!    however many embeds are in it, and none on any other.
//! 2. A page that writes itself anew with `document.open()` takes the listeners off its window. They can be put there again.

use wasm_bindgen::JsCast;
use web_sys::{Event, MessageEvent, PageTransitionEvent, Window};

use super::environment;
use super::listener::Listener;
use super::threw::Threw;

/// Who is notified of what happens to a window.
#[derive(Clone, Copy)]
pub(super) struct Handlers {
    pub(super) message: fn(&MessageEvent),
    /// It became visible or hidden, or came back from the back/forward cache.
    pub(super) visibility: fn(),
    /// The network is back.
    pub(super) online: fn(),
    /// Its document goes away for good.
    pub(super) gone: fn(&Window),
}

/// A window, with the listeners on it.
#[derive(Debug)]
pub(super) struct HostWindow {
    window: Window,
    listeners: Vec<Listener>,
}

impl HostWindow {
    pub(super) fn new(window: Window, handlers: Handlers) -> Result<Self, Threw> {
        let going = window.clone();
        let on_hide = move |event: Event| {
            if !event.unchecked_ref::<PageTransitionEvent>().persisted() {
                (handlers.gone)(&going);
            }
        };
        let mut listeners = vec![
            Listener::new(&window, "message", move |event| (handlers.message)(event.unchecked_ref()))?,
            // A change of visibility is fired at the document, and bubbles.
            Listener::new(&window, "visibilitychange", move |_| (handlers.visibility)())?,
            Listener::new(&window, "pageshow", move |_| (handlers.visibility)())?,
            Listener::new(&window, "online", move |_| (handlers.online)())?,
        ];
        // The page's own window takes all of this with it.
        if environment::window().as_ref() != Ok(&window) {
            listeners.push(Listener::new(&window, "pagehide", on_hide)?);
        }
        Ok(Self { window, listeners })
    }

    /// Puts the listeners there again where they were taken off. Those that are there stay as they are, also where the browser
    /// throws; the next load event tries again.
    pub(super) fn listen_again(&self) {
        for listener in &self.listeners {
            let _: Result<(), Threw> = listener.add();
        }
    }

    /// The window.
    pub(super) const fn window(&self) -> &Window {
        &self.window
    }

    /// Whether its document is visible.
    pub(super) fn is_visible(&self) -> bool {
        self.window.document().is_some_and(|document| !document.hidden())
    }
}
