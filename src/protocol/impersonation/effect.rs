//! What goes into the state machine, and what comes out of it.

use std::rc::Rc;

use super::client::{Client, Request};
use super::keeping::SessionStore;
use super::{CallId, Claims, Error, ErrorCode, Grant, Link, SessionId, decimal};
use crate::protocol::Secret;

/// What `impersonate()` was called with.
#[derive(Clone, Debug)]
pub struct OpenOptions {
    /// The app and its server.
    pub client: Rc<Client>,
    /// Where the session is kept.
    pub keeping: SessionStore,
    /// The link to open. Without one a session that is kept is resumed.
    pub link: Option<Link>,
    /// Whether the host wants to be asked.
    pub needs_confirmation: bool,
}

/// What came of a call to the auth server.
#[derive(Debug)]
pub enum Response {
    /// 2xx, with what was granted, if that could be read.
    Success(Option<Box<Grant>>),
    /// Any other status.
    Failure {
        /// The status.
        status: u16,
        /// The seconds after which to try again, where the server said so.
        retry_after: Option<u32>,
    },
    /// No answer, or not all of it.
    Unreachable,
}

impl Response {
    /// 2xx, with what was granted. Without an access token it is nothing.
    pub fn success(grant: Grant) -> Self {
        let granted = !grant.access_token.expose().is_empty();
        Self::Success(granted.then(|| Box::new(grant)))
    }

    /// Any other status than 2xx, with the text of the header `Retry-After`. A date in it says nothing here: it would
    /// have to be compared with the local clock.
    pub fn failure(status: u16, retry_after: &str) -> Self {
        let seconds = decimal::parse(retry_after);
        Self::Failure { status, retry_after: seconds.map(|seconds| seconds.try_into().unwrap_or(u32::MAX)) }
    }
}

/// What happened outside.
#[derive(Debug)]
pub enum Input {
    /// `impersonate()` was called.
    Open {
        /// The call.
        call: CallId,
        /// What with.
        order: OpenOptions,
    },
    /// A call to the auth server ended.
    Answered {
        /// The attempt number of the call.
        attempt: u32,
        /// What came of it.
        answer: Response,
    },
    /// The host said whether it wants the session.
    Confirmed {
        /// The attempt number that it was asked with.
        attempt: u32,
        /// What it said.
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
    /// The page is shown again, or the storage was changed by another one.
    Look,
    /// The timer went off.
    Timer,
}

/// What a call comes to.
#[derive(Clone, Debug)]
pub enum Reply {
    /// A session, or none where there was no link and nothing to resume.
    Opened(Option<SessionId>),
    /// An access token.
    Token(Rc<Secret>),
    /// The session is over, and its refresh token is revoked or not.
    Ended(bool),
    /// It failed.
    Failed(Error),
}

/// What the shell has to do, in this order.
#[derive(Debug)]
pub enum Effect {
    /// Call the auth server.
    Send {
        /// The attempt number that the answer has to carry.
        attempt: u32,
        /// The request.
        request: Rc<Request>,
    },
    /// Abort that call.
    Abort {
        /// The attempt number of the call.
        attempt: u32,
    },
    /// Ask the host whose `impersonate()` is under way whether it wants the session.
    Confirm {
        /// The call whose host is asked.
        call: CallId,
        /// The attempt number that its answer has to carry.
        attempt: u32,
        /// Who the session would be for.
        who: Rc<Claims>,
    },
    /// A session begins.
    Begin {
        /// The session.
        session: SessionId,
        /// Who it is for.
        who: Rc<Claims>,
        /// When it will be over, in milliseconds since the epoch by the local clock.
        expires_at: u64,
    },
    /// Response a call. It is answered once.
    Settle {
        /// The call.
        call: CallId,
        /// What it comes to.
        outcome: Reply,
    },
    /// Set the one timer to go off in so many milliseconds, or clear it.
    SetTimer(Option<u64>),
    /// Tell the host. Its listeners may call straight back in.
    Emit {
        /// The session.
        session: SessionId,
        /// What happened.
        event: Event,
    },
}

/// What happened to a session. None of them holds a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// It will be over in a minute.
    Expiring {
        /// When, in milliseconds since the epoch by the local clock.
        expires_at: u64,
    },
    /// It is over. No event follows.
    Ended {
        /// Why.
        reason: EndReason,
        /// Whether its refresh token is revoked.
        revoked: bool,
    },
    /// Something went wrong, and it goes on.
    Error(ErrorCode),
}

impl Event {
    /// The event's type as JavaScript sees it.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Expiring { .. } => "expiring",
            Self::Ended { .. } => "ended",
            Self::Error(_) => "error",
        }
    }
}

/// Why a session is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndReason {
    /// The host ended it, here or in another page.
    Ended,
    /// Its time has run out.
    Expired,
    /// The auth server refused it, or made another one of it.
    Refused,
    /// Another link was opened.
    Replaced,
}

impl EndReason {
    /// The reason as JavaScript sees it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ended => "ended",
            Self::Expired => "expired",
            Self::Refused => "refused",
            Self::Replaced => "replaced",
        }
    }
}
