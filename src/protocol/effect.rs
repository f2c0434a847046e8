//! What goes into the state machine, and what comes out of it.

use std::rc::Rc;

use super::{
    Admission, EmbedId, Error, Event, FetchReason, SourceId, State, Token, TokenBinding, TokenGrant,
};

/// What happened outside. `W` is a window: the browser's, or a number in tests.
#[derive(Debug)]
pub enum Input<W> {
    /// An embed that was added is to begin.
    Open(EmbedId),
    /// The guest asked for a token, and its message passed both checks.
    Request(Admission<W>),
    /// The frame fired its load event.
    Loaded(EmbedId),
    /// The frame was taken out of the document and put back. It loads its address anew, in a new window.
    Moved(EmbedId),
    /// A [`Effect::Load`] could not be performed: the page's own iframe has a `src` that is not on the guest's origin.
    ForeignSrc(EmbedId),
    /// A function of the browser threw: an [`Effect::Load`] or [`Effect::Post`] could not be performed, or the embed's frame or
    /// guest cannot be heard.
    Unreachable(EmbedId),
    /// A call to a token source ended.
    Answered {
        /// The source that was called.
        source: SourceId,
        /// The attempt number of the call.
        attempt: u32,
        /// What it gave.
        answer: Result<TokenGrant, Error>,
    },
    /// The timer fired.
    Timer,
    /// The page became visible or hidden, or came back from the back/forward cache.
    Visible(bool),
    /// The page is prerendered: it was loaded and runs before anybody asked to see it. Or it is not any more.
    Prerendered(bool),
    /// The network is back.
    Online,
    /// The host wants a new frame with a fresh token.
    Reload(EmbedId),
    /// Somebody else is signed in now.
    Switch(EmbedId, TokenBinding),
    /// The host closed an embed.
    Close(EmbedId),
    /// The host closed a token source.
    CloseSource(SourceId),
}

/// What the shell has to do after an input: first all of `now`, then all of `host`, each in order.
#[derive(Clone, Debug)]
#[must_use = "the effects are still to be performed"]
pub struct Effects<N, H> {
    /// Runs no code of the host. Performed first.
    pub now: Vec<N>,
    /// Runs code of the host, which may call straight back in: by then the effects above have been performed.
    pub host: Vec<H>,
}

impl<N, H> Effects<N, H> {
    pub(super) const NONE: Self = Self { now: Vec::new(), host: Vec::new() };
}

/// An effect that runs no code of the host.
#[derive(Clone, Debug)]
pub enum Effect<W> {
    /// Call the token source.
    Fetch {
        /// The source.
        source: SourceId,
        /// The attempt number that the answer has to carry.
        attempt: u32,
        /// Why a token is wanted.
        reason: FetchReason,
    },
    /// Put a new, empty iframe in the place of the embed's, so that nothing leads back to what the old one showed. The old one
    /// is removed by [`HostEffect::RemoveReplaced`].
    Replace {
        /// The embed.
        embed: EmbedId,
    },
    /// Navigate the frame to its view, with this token in the address. Where the page's own iframe has a `src` on another
    /// origin, [`Input::ForeignSrc`] follows once all effects have been performed, and [`Input::Unreachable`] where the browser
    /// throws.
    Load {
        /// The embed.
        embed: EmbedId,
        /// The token.
        token: Rc<Token>,
    },
    /// Post the token to the window that asked, for exactly the embed's origin. [`Input::Unreachable`] follows where the browser
    /// throws.
    Post {
        /// The embed.
        embed: EmbedId,
        /// The window that asked.
        window: W,
        /// The token.
        token: Rc<Token>,
    },
    /// Settle whatever waits for the embed's view: `ready`, `reload()` and `switchUser()`.
    Settle {
        /// The embed.
        embed: EmbedId,
        /// Whether a token came in and the view loaded.
        result: Result<(), Error>,
    },
    /// Set the one timer to fire in so many milliseconds, or clear it. A browser's timer takes at most
    /// [`LONGEST_DELAY`](super::LONGEST_DELAY).
    SetTimer(Option<u32>),
}

/// An effect that runs code of the host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HostEffect {
    /// Abort that call: the host's listeners on its signal run.
    Abort {
        /// The source.
        source: SourceId,
        /// The attempt number of the call.
        attempt: u32,
    },
    /// Forget the source: a callback of the host is dropped.
    RemoveSource {
        /// The source.
        source: SourceId,
    },
    /// Remove the iframes that were replaced: their documents unload.
    RemoveReplaced {
        /// The embed.
        embed: EmbedId,
    },
    /// Emit an event. An embed that the host has closed meanwhile emits nothing.
    Emit {
        /// The embed.
        embed: EmbedId,
        /// What happened.
        event: Event,
    },
    /// Take the embed's frame and listeners away, then emit its last two events: the change to `closed`, and `closed`.
    Close {
        /// The embed.
        embed: EmbedId,
        /// The state before.
        from: State,
    },
}

/// What the core asks of the page's frames in the middle of a step.
pub trait Frames<W> {
    /// Whether this is still the window of the embed's frame: one that was moved or rebuilt has another, and one that is in no
    /// document has none.
    fn is_current(&self, embed: EmbedId, window: &W) -> bool;

    /// Whether the embed's frame has a window. It has none while it is in no document.
    fn has_window(&self, embed: EmbedId) -> bool;
}
