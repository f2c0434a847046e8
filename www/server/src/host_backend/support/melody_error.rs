//! What can go wrong between this backend and the auth server, and what the console gets to see of it.

use std::sync::Arc;

use reqwest::StatusCode;

use super::fault::Fault;
use super::step::Step;
use crate::host_backend::outgoing::Unread;
use crate::host_backend::refusal::Refusal;

/// Why there is no link, or no list. None of these contains text from the auth server's answer.
#[derive(Debug, thiserror::Error)]
pub enum MelodyError {
    /// The deadline passed before everything was there.
    #[error("the auth server took longer than the deadline")]
    TooSlow,
    /// There was no connection, or it broke.
    #[error("the auth server could not be reached")]
    Unreachable(#[source] reqwest::Error),
    /// The auth server refused for a reason that somebody can set right.
    #[error("the auth server refused: {}", .0.code())]
    Fault(Fault),
    /// The auth server refused, and did not say why.
    #[error("the auth server refused {0} with HTTP status {1}")]
    Refused(Step, StatusCode),
    /// The auth server failed.
    #[error("the auth server answered {0} with HTTP status {1}")]
    Failed(Step, StatusCode),
    /// Success, but without what was requested.
    #[error("the auth server's answer to {0} could not be used")]
    Unusable(Step),
    /// The exchange of the admin's refresh token came to this, for all who waited for it.
    #[error(transparent)]
    AdminSession(Arc<MelodyError>),
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

    /// The meaning of an error answer.
    pub(super) fn answer(step: Step, status: StatusCode, text: &[u8]) -> Self {
        let refused = status.is_client_error() && status != StatusCode::TOO_MANY_REQUESTS;
        match Fault::of(step, status, text) {
            Some(fault) => Self::Fault(fault),
            None if refused => Self::Refused(step, status),
            None => Self::Failed(step, status),
        }
    }
}

impl From<&MelodyError> for Refusal {
    fn from(error: &MelodyError) -> Self {
        const BAD: StatusCode = StatusCode::BAD_GATEWAY;
        let (status, code, reason) = match error {
            MelodyError::Fault(fault) => return Self::from(*fault),
            MelodyError::AdminSession(error) => return Self::from(error.as_ref()),
            MelodyError::TooSlow => {
                (StatusCode::GATEWAY_TIMEOUT, "auth-server-timeout", "the auth server took too long")
            }
            MelodyError::Unreachable(_) => {
                (BAD, "auth-server-unreachable", "the auth server could not be reached")
            }
            MelodyError::Refused(Step::OwnSignIn, _) => {
                (BAD, "server-refused", "the auth server refused this backend's credentials")
            }
            MelodyError::Refused(Step::SupportSignIn, _) => {
                (BAD, "admin-refused", "the auth server refused the support person's sign-in")
            }
            MelodyError::Refused(..) => (
                BAD,
                "auth-server-refused",
                "the auth server refused, for a reason that this backend does not know",
            ),
            MelodyError::Failed(..) => (BAD, "auth-server-failed", "the auth server answered with an error"),
            MelodyError::Unusable(_) => {
                (BAD, "auth-server-answer", "the auth server's answer could not be used")
            }
        };
        Self::new(status, code, reason)
    }
}
