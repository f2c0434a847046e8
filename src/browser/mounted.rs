//! What the browser holds for one embed.

use core::cell::{Cell, RefCell};

use wasm_bindgen::JsValue;

use super::host::Host;
use super::js::Frame;
use super::listener::Listener;
use crate::protocol::{EmbedUrl, Origin, still_shown};

/// Where the frame came from.
pub(super) enum Provenance {
    /// It was made here, is pointed at this address, and goes with the embed.
    Built(EmbedUrl),
    /// It is the page's own, and stays.
    Adopted(Origin),
}

impl Provenance {
    pub(super) const fn origin(&self) -> &Origin {
        match self {
            Self::Built(url) => url.origin(),
            Self::Adopted(origin) => origin,
        }
    }
}

/// One embed in the browser.
pub(super) struct Mounted {
    pub(super) frame: Frame,
    pub(super) provenance: Provenance,
    /// The origin as a JavaScript string, so that comparing copies nothing.
    pub(super) origin: JsValue,
    /// The window that waits for an answer.
    pub(super) asker: Cell<JsValue>,
    pub(super) host: Box<dyn Host>,
    /// The listeners on the frame and on the host's signal.
    pub(super) listeners: RefCell<Vec<Listener>>,
}

impl Mounted {
    /// The frame's window, which changes when the frame is moved, and is missing while it is in no document.
    pub(super) fn window(&self) -> Option<JsValue> {
        Some(self.frame.content_window()).filter(|window| !window.is_null())
    }

    /// The window that waits for an answer, if the frame still shows it. It waits no more after this.
    pub(super) fn take_asker(&self) -> Option<JsValue> {
        let asker = self.asker.take();
        still_shown(&asker, self.window().as_ref()).cloned()
    }

    /// Forgets the window that waits for an answer, and says so, if the frame does not show it any more.
    pub(super) fn forget_departed_asker(&self) -> bool {
        let asker = self.asker.take();
        let gone = !asker.is_undefined() && still_shown(&asker, self.window().as_ref()).is_none();
        if !gone {
            self.asker.set(asker);
        }
        gone
    }
}
