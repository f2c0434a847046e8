//! Whose message it is.
//!
//! Requirements:
//!
//! 1. The cost of a foreign message does not grow with the number of embeds: its window is looked up in one map, and a window
//!    that turned out to be foreign is remembered as such.
//! 2. A foreign message copies nothing into wasm memory.
//!
//! A frame that was moved in the document has a new window. That window is not in the map, so its first message compares it
//! with each frame's current window, once.

use std::rc::Rc;

use js_sys::{JsString, WeakMap};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{MessageEvent, Window};

use super::embed_frame::EmbedFrame;
use super::fields::own;
use crate::protocol::{Admission, EmbedId, IdMap, REQUEST, admit};

/// What is known of the windows that post messages.
pub(super) struct Guests {
    /// Windows by identity. The values are the numbers of embeds, or `null` for a foreign window.
    windows: WeakMap,
    /// [`REQUEST`] as a JavaScript string, so that comparing copies nothing.
    request: JsString,
}

/// A message from an embed's own frame and origin. Its payload has not been read yet.
pub(super) struct Admitted {
    admission: Admission<Window>,
    request: JsString,
}

impl Default for Guests {
    fn default() -> Self {
        Self { windows: WeakMap::new(), request: REQUEST.into() }
    }
}

impl Guests {
    /// Remembers whose window it is.
    pub(super) fn register(&self, window: &Window, embed: EmbedId) {
        self.windows.set(window, &embed.number().into());
    }

    /// Checks source and origin, and nothing else.
    pub(super) fn admit(
        &self,
        frames: &IdMap<EmbedId, Rc<EmbedFrame>>,
        message: &MessageEvent,
    ) -> Option<Admitted> {
        let source: Window = message.source()?.unchecked_into();
        let embed = self.embed_of(frames, &source)?;
        let frame = frames.get(embed)?;
        let origin = || message.origin();
        let admission = admit(embed, Some(source), frame.window().as_ref(), origin, frame.origin())?;
        Some(Admitted { admission, request: self.request.clone() })
    }

    fn embed_of(&self, frames: &IdMap<EmbedId, Rc<EmbedFrame>>, window: &Window) -> Option<EmbedId> {
        let known = self.windows.get(window);
        if known.is_null() {
            return None;
        }
        if let Some(embed) = to_embed(&known)
            && frames.get(embed).is_some()
        {
            return Some(embed);
        }
        let found = frames.iter().find(|(_, frame)| frame.window().as_ref() == Some(window));
        match found {
            Some((embed, _)) => self.register(window, embed),
            None => drop(self.windows.set(window, &JsValue::NULL)),
        }
        found.map(|(embed, _)| embed)
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "what was set there is a number of 32 bits"
)]
fn to_embed(known: &JsValue) -> Option<EmbedId> {
    known.as_f64().map(|number| EmbedId::of(number as u32))
}

impl Admitted {
    pub(super) fn embed(&self) -> EmbedId {
        self.admission.embed()
    }

    /// The admission, if the message is a request for a token. Its type is an own data property: no getter runs. The traps of
    /// a proxy may, so no borrow of the state is held.
    pub(super) fn into_request(self, message: &MessageEvent) -> Option<Admission<Window>> {
        (own(&message.data(), "type") == **self.request).then_some(self.admission)
    }
}
