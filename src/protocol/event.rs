//! What an embed tells its host.

use super::Error;

/// The states of an embed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// The first token is not in yet, or the view has not loaded.
    Loading,
    /// The view has loaded, and its requests are answered.
    Live,
    /// The token expired before the guest took another. One is being fetched.
    Degraded,
    /// The token source refused for good.
    Refused,
    /// Nothing happens any more.
    Closed,
}

impl State {
    /// The state as JavaScript sees it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Loading => "loading",
            Self::Live => "live",
            Self::Degraded => "degraded",
            Self::Refused => "refused",
            Self::Closed => "closed",
        }
    }
}

/// Why a token is fetched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FetchReason {
    /// The first token of a mounted embed.
    Mount,
    /// The guest asked.
    Request,
    /// The guest will ask soon.
    Ahead,
    /// A token has expired, or the first one could not be had.
    Recover,
    /// The host asked for a new frame.
    Reload,
    /// Somebody else has signed in.
    Switch,
}

impl FetchReason {
    /// The reason as JavaScript sees it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Mount => "mount",
            Self::Request => "request",
            Self::Ahead => "ahead",
            Self::Recover => "recover",
            Self::Reload => "reload",
            Self::Switch => "switch",
        }
    }
}

/// What happened to an embed. None of them holds a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// A token is in and the view has loaded: after mounting, and after each new frame.
    Ready,
    /// The state changed.
    StateChange {
        /// The state before.
        from: State,
        /// The state now.
        to: State,
    },
    /// The guest asked for a token.
    TokenRequest,
    /// A token was posted to the guest, in answer to its request.
    TokenSent {
        /// The token's lifetime in seconds, where the source or the token itself tells it.
        expires_in: Option<u32>,
        /// Whether the token was cached before the guest asked.
        ahead: bool,
        /// How long the guest waited, in milliseconds.
        waited: u64,
    },
    /// No token could be had, or two users share one tenant origin on this page.
    TokenError {
        /// What went wrong.
        error: Error,
        /// Whether the embed has stopped asking its source for good.
        last: bool,
    },
    /// The embed was closed. No event follows.
    Closed,
}

impl Event {
    /// The event's type as JavaScript sees it.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::StateChange { .. } => "statechange",
            Self::TokenRequest => "tokenrequest",
            Self::TokenSent { .. } => "tokensent",
            Self::TokenError { .. } => "tokenerror",
            Self::Closed => "closed",
        }
    }
}
