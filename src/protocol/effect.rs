//! What goes into the state machine, and what comes out of it.

use std::rc::Rc;

use super::{Account, Admission, EmbedId, Error, Event, FlightReason, SourceId, Token, TokenGrant};

/// What happened outside.
#[derive(Debug)]
pub enum Input {
    /// An embed that was added is to begin.
    Open(EmbedId),
    /// The guest asked for a token, and its message passed both checks.
    Request(Admission),
    /// The frame fired its load event.
    Loaded(EmbedId),
    /// The frame was taken out of the document and put back, and shows its address anew, in a new window.
    Moved(EmbedId),
    /// The frame could not be pointed at its view: it is the page's own, and its address is not on the guest's origin.
    Elsewhere(EmbedId),
    /// The window that asked is not shown any more: its frame was taken out of the document, or moved. Nobody waits.
    Departed(EmbedId),
    /// A call to a token source ended.
    Answered {
        /// The source that was called.
        source: SourceId,
        /// The attempt number of the call.
        attempt: u32,
        /// What it gave.
        answer: Result<TokenGrant, Error>,
    },
    /// The timer went off.
    Timer,
    /// The page is shown, or is not shown any more. Said also when it came back from the back/forward cache.
    Visible(bool),
    /// The network is back.
    Online,
    /// The host wants a new frame with a fresh token.
    Reload(EmbedId),
    /// Somebody else is signed in now.
    Switch(EmbedId, Account),
    /// The host closed an embed.
    Close(EmbedId),
    /// The host closed a token source.
    CloseSource(SourceId),
}

/// What the shell has to do, in this order.
#[derive(Debug)]
pub enum Effect {
    /// Call the token source.
    Call {
        /// The source.
        source: SourceId,
        /// The attempt number that the answer has to carry.
        attempt: u32,
        /// Why a token is wanted.
        reason: FlightReason,
    },
    /// Abort that call.
    Abort {
        /// The source.
        source: SourceId,
        /// The attempt number of the call.
        attempt: u32,
    },
    /// Put a new, empty iframe in the place of the embed's, so that nothing leads back to what the old one showed.
    Replace {
        /// The embed.
        embed: EmbedId,
    },
    /// Point the frame at its view, with this token in the address.
    Load {
        /// The embed.
        embed: EmbedId,
        /// The token.
        token: Rc<Token>,
    },
    /// Post the token to the window that asked, if the frame still shows it, for exactly the embed's origin.
    Post {
        /// The embed.
        embed: EmbedId,
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
    /// Take the embed's frame and listeners away.
    Remove {
        /// The embed.
        embed: EmbedId,
    },
    /// Forget the source.
    RemoveSource {
        /// The source.
        source: SourceId,
    },
    /// Set the one timer to go off in so many milliseconds, or clear it.
    SetTimer(Option<u64>),
    /// Tell the host. Its listeners may call straight back in.
    Emit {
        /// The embed.
        embed: EmbedId,
        /// What happened.
        event: Event,
    },
}
