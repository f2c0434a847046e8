//! What goes into the state machine, and what comes out of it.

use std::rc::Rc;

use super::claims::{Claims, Grant};
use super::client::Request;
use super::event::Event;
use super::found_link::FoundLink;
use super::open_options::OpenOptions;
use crate::protocol::id_map::id_type;
use crate::protocol::{Error, Secret};

/// The number of a call of the host that waits for its reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CallId(u32);

/// The number of a session, for as long as the page lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SessionId(u32);

id_type!(CallId);
id_type!(SessionId);

/// What happened outside.
#[derive(Debug)]
pub enum Input {
    /// `impersonate()` was called.
    Open {
        /// The call.
        call: CallId,
        /// What it was called with.
        options: OpenOptions,
    },
    /// A link was found in the page's address.
    LinkFound {
        /// The link.
        found: FoundLink,
        /// Whether it could be taken out of the address.
        scrubbed: Result<(), Error>,
        /// Whether it came while somebody watched for links: the host is notified of those.
        later: bool,
    },
    /// A request to the auth server ended.
    Answered {
        /// The attempt number of the request.
        attempt: u32,
        /// What it gave.
        response: Response,
    },
    /// The host answered [`HostEffect::Confirm`].
    Confirmed {
        /// The attempt number of that effect.
        attempt: u32,
        /// Whether the host wants the session.
        yes: bool,
    },
    /// `accessToken()` was called.
    WantToken {
        /// The call.
        call: CallId,
        /// The session.
        session: SessionId,
    },
    /// `end()` was called.
    End {
        /// The call.
        call: CallId,
        /// The session.
        session: SessionId,
    },
    /// The page became visible, or another page changed the storage.
    CheckStorage,
    /// The page came back from the back/forward cache.
    Restored,
    /// The timer fired.
    Timer,
}

/// What a request to the auth server gave.
#[derive(Debug)]
pub enum Response {
    /// A 2xx status. The grant is missing where the body is none, as after a revocation.
    Success(Option<Box<Grant>>),
    /// Any other status.
    Failure {
        /// The status.
        status: u16,
        /// The seconds of `Retry-After`, as [`delay_seconds`](crate::protocol::delay_seconds) reads them: a date would have to be
        /// compared with the local clock, which decides nothing here.
        retry_after: Option<u32>,
    },
    /// No answer, or only a part of one.
    Unreachable,
}

/// The reply to a call of the host.
#[derive(Clone, Debug)]
pub enum Reply {
    /// The session, or `None` where there was no link and no stored session.
    Opened(Option<SessionId>),
    /// An access token.
    Token(Rc<Secret>),
    /// The session has ended.
    Ended {
        /// Whether its refresh token was revoked.
        revoked: bool,
    },
    /// The call failed.
    Failed(Error),
}

/// An effect that runs no code of the host.
#[derive(Debug)]
pub enum Effect {
    /// Send a request to the auth server.
    Send {
        /// The attempt number that the answer has to carry.
        attempt: u32,
        /// The request.
        request: Rc<Request>,
    },
    /// A session begins.
    Begin {
        /// The session.
        session: SessionId,
        /// What the access token claims: who is impersonated, and by whom.
        claims: Rc<Claims>,
        /// When the session ends, in milliseconds since the epoch by the local clock.
        expires_at: u64,
    },
    /// Mark the page for other copies of this crate, or remove the mark: here is a link that has not been opened yet.
    MarkLink(bool),
    /// Settle a call of the host. Each is settled once.
    Settle {
        /// The call.
        call: CallId,
        /// Its reply.
        reply: Reply,
    },
    /// Set the one timer to fire in so many milliseconds, or clear it. A browser's timer takes at most
    /// [`LONGEST_DELAY`](crate::protocol::LONGEST_DELAY).
    SetTimer(Option<u32>),
}

/// An effect that runs code of the host.
#[derive(Debug)]
pub enum HostEffect {
    /// Abort that request.
    Abort {
        /// The attempt number of the request.
        attempt: u32,
    },
    /// Ask the host that called `impersonate()` whether it wants the session.
    Confirm {
        /// The call of that host.
        call: CallId,
        /// The attempt number that its answer has to carry.
        attempt: u32,
        /// What the access token claims: who would be impersonated, and by whom.
        claims: Rc<Claims>,
    },
    /// Notify the host that a link came, if it still waits for a call then.
    LinkFound,
    /// Emit an event.
    Emit {
        /// The session.
        session: SessionId,
        /// What happened.
        event: Event,
    },
}
