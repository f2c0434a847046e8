//! What the host is notified of.

use crate::protocol::ErrorCode;

/// What happened to a session. No event holds a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// The session will end in a minute.
    Expiring {
        /// When it ends, in milliseconds since the epoch by the local clock.
        expires_at: u64,
    },
    /// The session has ended. No event follows.
    Ended {
        /// Why it ended.
        reason: EndReason,
        /// Whether its refresh token was revoked.
        revoked: bool,
    },
    /// Something failed, and the session goes on.
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

/// Why a session ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndReason {
    /// The host ended it, in this page or in another one.
    Ended,
    /// It has expired.
    Expired,
    /// The auth server refused the refresh token, or granted a session for somebody else.
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
