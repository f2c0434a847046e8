//! The one `message` listener of the page.
//!
//! Requirements:
//!
//! 1. One listener for all embeds, and none when there is no embed.
//! 2. The cost of a foreign message does not grow with the number of embeds: its window is looked up in one map,
//!    and a window that turned out to be a stranger's is remembered as such.
//! 3. A foreign message copies nothing into wasm memory.
//!
//! A frame that was moved in the document has a new window. That window is not in the map, so its first message
//! compares it with each frame's window of the moment, once.

use wasm_bindgen::{JsCast, JsValue};

use super::js::{self, Message, WeakMap};
use super::listener::Listener;
use super::shell::{self, Shell};
use super::surroundings::{self, Surroundings};
use crate::protocol::{EmbedId, Input, REQUEST, admit};

/// The number of a window that belongs to no embed. No embed has it.
const STRANGER: EmbedId = EmbedId::of(u32::MAX);

/// The listener, and what it knows of windows.
pub(super) struct Inbox {
    /// Windows by identity; the values are the numbers of embeds.
    windows: WeakMap,
    /// [`REQUEST`] as a JavaScript string, so that comparing copies nothing.
    request: JsValue,
    _listener: Listener,
    _surroundings: Surroundings,
}

impl Inbox {
    /// Begins to listen.
    pub(super) fn open() -> Self {
        Self {
            windows: WeakMap::new(),
            request: REQUEST.into(),
            _listener: Listener::new(js::window(), "message", |event| on_message(event.unchecked_ref())),
            _surroundings: surroundings::listen(),
        }
    }

    /// Learns whose window it is.
    pub(super) fn learn(&self, window: &JsValue, embed: EmbedId) {
        self.windows.set_number(window, embed.number());
    }

    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "what was set there is a number of 32 bits; what was not is zero, which no embed has"
    )]
    fn owner(&self, shell: &Shell, window: &JsValue) -> EmbedId {
        let known = EmbedId::of(self.windows.get(window).as_f64().unwrap_or_default() as u32);
        if known == STRANGER || shell.embeds.get(known).is_some() {
            return known;
        }
        let mut embeds = shell.embeds.iter();
        let found = embeds.find(|(_, mounted)| mounted.window().as_ref() == Some(window));
        let owner = found.map_or(STRANGER, |(embed, _)| embed);
        self.learn(window, owner);
        owner
    }
}

fn on_message(message: &Message) {
    let source = message.source();
    if !source.is_object() {
        return;
    }
    let known = shell::with(|shell| {
        let inbox = shell.inbox.as_ref()?;
        let embed = inbox.owner(shell, &source);
        Some((embed, shell.embeds.get(embed)?.clone(), inbox.request.clone()))
    });
    let Some((embed, mounted, request)) = known else { return };
    let admission =
        admit(embed, Some(&source), mounted.window().as_ref(), || message.origin(), &mounted.origin);
    if let Some(admission) = admission
        && js::own_value(&message.data(), "type") == request
    {
        // The guest in a frame that was moved may ask before the load event: what the machine believes it shows is no more.
        // The host hears of that and may do anything, so all is looked at again.
        if mounted.has_moved() {
            shell::handle(Input::Moved(embed));
            return on_message(message);
        }
        mounted.asker.set(source);
        shell::handle(Input::Request(admission));
    }
}
