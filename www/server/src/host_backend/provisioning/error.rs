//! Why a user could not be provisioned.

use axum::http::StatusCode;

use crate::host_backend::refusal::Refusal;
use crate::host_backend::retry_after;
use crate::host_backend::wisdom_api::WisdomError;

/// Why a user is not provisioned. None of these contains text from WisdomAI's answer, an address or a value.
#[derive(Debug, thiserror::Error)]
pub enum ProvisionError {
    /// A request came to nothing.
    #[error(transparent)]
    Wisdom(WisdomError),
    /// The access key is wrong, or not that of somebody who may manage users.
    #[error(
        "WisdomAI refused to manage users: the access key must be that of an ADMIN, whose permissions include iam:write"
    )]
    NotPermitted,
    /// The answer came, and its status is not `OK`.
    #[error("WisdomAI answered {0} with a status other than OK")]
    Rejected(&'static str),
    /// WisdomAI says that the user exists, and does not list them.
    #[error("WisdomAI does not list a user who exists: are they in another workspace?")]
    NotListed,
}

impl ProvisionError {
    /// Whether another attempt may succeed.
    pub(super) fn is_transient(&self) -> bool {
        match self {
            Self::Wisdom(error) => error.is_transient(),
            // The list may be behind.
            Self::NotListed => true,
            Self::NotPermitted | Self::Rejected(_) => false,
        }
    }
}

impl From<WisdomError> for ProvisionError {
    fn from(error: WisdomError) -> Self {
        if matches!(error, WisdomError::Unauthorized) { Self::NotPermitted } else { Self::Wisdom(error) }
    }
}

/// The browser gets a general reason; the details go into the log.
impl From<&ProvisionError> for Refusal {
    fn from(error: &ProvisionError) -> Self {
        match error {
            ProvisionError::Wisdom(
                error @ (WisdomError::TooSlow
                | WisdomError::Unreachable(_)
                | WisdomError::Unavailable { .. }
                | WisdomError::Status(_)
                | WisdomError::Unusable),
            ) => Self::from(error),
            ProvisionError::NotPermitted => Self::new(
                StatusCode::BAD_GATEWAY,
                "provisioning-refused",
                "WisdomAI does not let this backend set up users",
            ),
            ProvisionError::Wisdom(_) | ProvisionError::Rejected(_) | ProvisionError::NotListed => {
                let failed = Self::new(
                    StatusCode::BAD_GATEWAY,
                    "provisioning-failed",
                    "WisdomAI did not set up the user",
                );
                if error.is_transient() { failed.with_retry_after(retry_after::soon()) } else { failed }
            }
        }
    }
}
