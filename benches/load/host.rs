//! What a page does with a guest and a backend.

use embed_host::protocol::Now;

/// What happens to a page.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Incident {
    Opens,
    TimerFires,
    /// An answer to a call: a token, or 503.
    Answer {
        attempt: u32,
        answer: Answer,
    },
    /// The view has loaded.
    Loads,
    GuestAsks,
}

/// What the backend answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Answer {
    /// A token with this number.
    Token(u64),
    /// 503, with the seconds of `Retry-After` where it says any.
    Unavailable(Option<u32>),
}

/// What a page does.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Deed {
    Call {
        attempt: u32,
    },
    SetTimer(Option<u32>),
    /// The frame is navigated to its view, with a token that has so many milliseconds left.
    Load {
        left: u64,
    },
    /// The guest is sent such a token.
    Post {
        left: u64,
    },
}

/// The host's side of a page.
pub(crate) trait Host {
    /// Lets something happen, and tells what the page does.
    fn take(&mut self, incident: Incident, now: Now) -> Vec<Deed>;
}
