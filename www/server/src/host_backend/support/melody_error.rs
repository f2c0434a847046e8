//! What can go wrong between this backend and the auth server, and what the console gets to see of it.

use std::fmt;

use reqwest::StatusCode;

use crate::host_backend::outgoing::Unread;
use crate::host_backend::refusal::Refusal;

/// What the backend was doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Getting an access token of its own, with the server-to-server credentials.
    OwnSignIn,
    /// Getting the support person's access token.
    SupportSignIn,
    /// Minting a refresh token for somebody else.
    Impersonation,
    /// Listing the users.
    Listing,
}

/// Why there is no link, or no list. None of these contains text from the auth server's answer.
#[derive(Debug, thiserror::Error)]
pub enum MelodyError {
    /// The deadline passed before everything was there.
    #[error("the auth server took longer than the deadline")]
    TooSlow,
    /// There was no connection, or it broke.
    #[error("the auth server could not be reached")]
    Unreachable(#[source] reqwest::Error),
    /// The auth server has no user with this id.
    #[error("the auth server knows no such person")]
    NoSuchUser,
    /// The user has not consented to this application, or not to all the scopes that an impersonation needs.
    #[error("the person's consent is missing, or is for too little")]
    NoConsent,
    /// The auth server refused.
    #[error("the auth server refused {0} with HTTP status {1}")]
    Refused(Step, StatusCode),
    /// The auth server failed.
    #[error("the auth server answered {0} with HTTP status {1}")]
    Failed(Step, StatusCode),
    /// Success, but without what was requested.
    #[error("the auth server's answer to {0} could not be used")]
    Unusable(Step),
}

impl MelodyError {
    pub(super) fn transport(error: reqwest::Error) -> Self {
        if error.is_timeout() { Self::TooSlow } else { Self::Unreachable(error.without_url()) }
    }

    pub(super) fn unread(step: Step, unread: Unread) -> Self {
        match unread {
            Unread::Transport(error) => Self::transport(error),
            Unread::TooLong => Self::Unusable(step),
        }
    }

    /// The meaning of an error status.
    pub(super) fn status(step: Step, status: StatusCode) -> Self {
        let refused = status.is_client_error() && status != StatusCode::TOO_MANY_REQUESTS;
        if refused { Self::Refused(step, status) } else { Self::Failed(step, status) }
    }
}

impl fmt::Display for Step {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::OwnSignIn => "the client credentials",
            Self::SupportSignIn => "the support person's refresh token",
            Self::Impersonation => "the impersonation",
            Self::Listing => "the list of users",
        })
    }
}

impl From<&MelodyError> for Refusal {
    fn from(error: &MelodyError) -> Self {
        const BAD: StatusCode = StatusCode::BAD_GATEWAY;
        let (status, reason) = match error {
            MelodyError::TooSlow => (StatusCode::GATEWAY_TIMEOUT, "the auth server took too long"),
            MelodyError::Unreachable(_) => (BAD, "the auth server could not be reached"),
            MelodyError::NoSuchUser => (StatusCode::NOT_FOUND, "there is no such person"),
            MelodyError::NoConsent => (StatusCode::CONFLICT, "this person's consent is missing"),
            MelodyError::Refused(Step::OwnSignIn, _) => {
                (BAD, "the auth server refused this backend's credentials")
            }
            MelodyError::Refused(Step::SupportSignIn, _) => {
                (BAD, "the auth server refused the support person's sign-in")
            }
            MelodyError::Refused(..) => (BAD, "the auth server refused"),
            MelodyError::Failed(..) => (BAD, "the auth server answered with an error"),
            MelodyError::Unusable(_) => (BAD, "the auth server's answer could not be used"),
        };
        Self::new(status, reason)
    }
}
