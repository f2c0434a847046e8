//! Everything that lives as long as the page does, in one place.

use core::cell::RefCell;
use std::rc::Rc;

use gloo_timers::callback::Timeout;
use web_sys::Window;

use super::embed_frame::EmbedFrame;
use super::fetches::Calls;
use super::host_window::HostWindow;
use super::messages::Guests;
use super::provider::TokenProvider;
use crate::protocol::{EmbedId, Frames, IdMap, Page, SourceId};

/// The frames of all embeds.
pub(super) type EmbedFrames = IdMap<EmbedId, Rc<EmbedFrame>>;

/// The state machine of the page's embeds, and what the browser holds for it.
pub(super) struct State {
    pub(super) page: Page<Window>,
    pub(super) frames: EmbedFrames,
    pub(super) sources: IdMap<SourceId, RegisteredSource>,
    /// The page's one timer. Dropping it clears it.
    pub(super) timer: Option<Timeout>,
    /// Made for the first embed.
    pub(super) guests: Option<Guests>,
    /// The windows that hold an embed's iframe.
    pub(super) host_windows: Vec<Rc<HostWindow>>,
}

/// A token source: what gets a token, and the calls that have not ended.
pub(super) struct RegisteredSource {
    pub(super) provider: TokenProvider,
    pub(super) calls: Calls,
}

thread_local! {
    static STATE: RefCell<State> = const {
        RefCell::new(State {
            page: Page::new(),
            frames: IdMap::new(),
            sources: IdMap::new(),
            timer: None,
            guests: None,
            host_windows: Vec::new(),
        })
    };
}

/// Reads or changes the state. Nothing of the DOM or of the host may be called inside.
pub(super) fn with<T>(change: impl FnOnce(&mut State) -> T) -> T {
    STATE.with_borrow_mut(change)
}

/// The frame of an embed that is open.
pub(super) fn frame(embed: EmbedId) -> Option<Rc<EmbedFrame>> {
    with(|state| state.frames.get(embed).cloned())
}

impl Frames<Window> for EmbedFrames {
    fn is_current(&self, embed: EmbedId, window: &Window) -> bool {
        self.get(embed).is_some_and(|frame| frame.window().as_ref() == Some(window))
    }

    fn has_window(&self, embed: EmbedId) -> bool {
        self.get(embed).is_some_and(|frame| frame.has_window())
    }
}
