//! `GET /api/wisdom-token`: a fresh token for the signed-in user.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Serialize;
use tokio::time;

use super::provisioning::ProvisionError;
use super::refusal::Refusal;
use super::sign_in::SignedIn;
use super::state::HostBackend;
use super::token::Token;
use super::users::DemoUser;
use super::wisdom_api::WisdomError;

/// Where the endpoint is.
pub const PATH: &str = "/api/wisdom-token";

/// The answer to the browser.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct FreshToken {
    token: Token,
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_in: Option<u64>,
}

/// Why there is no token.
#[derive(Debug, thiserror::Error)]
enum NoToken {
    /// The user could not be set up. A token without their limits might show too much, so there is none.
    #[error(transparent)]
    Provisioning(#[from] Arc<ProvisionError>),
    #[error(transparent)]
    Minting(#[from] WisdomError),
}

/// Mints a new token for each call: a cached one would expire sooner than `expires_in` says, and might outlive its
/// session.
pub(super) async fn fresh_token(
    State(backend): State<HostBackend>,
    SignedIn { user, session }: SignedIn,
) -> Result<Json<FreshToken>, Refusal> {
    backend.limits.tokens.admit(&session)?;
    let token = time::timeout(backend.mint_deadline, backend.token_for(user)).await;
    match token.unwrap_or(Err(NoToken::Minting(WisdomError::TooSlow))) {
        Ok(token) => {
            let expires_in = token.life();
            tracing::info!("minted a token for {user:?}");
            Ok(Json(FreshToken { token, expires_in }))
        }
        Err(error) => {
            let refusal = Refusal::from(&error);
            tracing::warn!("no token for {user:?}: {:#}", anyhow::Error::from(error));
            Err(refusal)
        }
    }
}

impl HostBackend {
    async fn token_for(&self, user: DemoUser) -> Result<Token, NoToken> {
        self.provisioner.ready(user).await?;
        let minted = self.wisdom.impersonate(self.accounts.get(user)).await;
        if matches!(minted, Err(WisdomError::Refused(_))) {
            // Perhaps because the user was deleted there. The next call finds out.
            self.provisioner.forget(user);
        }
        Ok(minted?)
    }
}

impl From<&NoToken> for Refusal {
    fn from(error: &NoToken) -> Self {
        match error {
            NoToken::Provisioning(error) => Self::from(error.as_ref()),
            NoToken::Minting(error) => Self::from(error),
        }
    }
}

/// The browser gets a general reason; the details go into the log.
impl From<&WisdomError> for Refusal {
    fn from(error: &WisdomError) -> Self {
        const BAD: StatusCode = StatusCode::BAD_GATEWAY;
        match error {
            WisdomError::TooSlow => {
                Self::new(StatusCode::GATEWAY_TIMEOUT, "wisdom-timeout", "WisdomAI took too long")
            }
            WisdomError::Unreachable(_) => {
                Self::new(BAD, "wisdom-unreachable", "WisdomAI could not be reached")
            }
            WisdomError::Unauthorized | WisdomError::AlreadyExists | WisdomError::Refused(_) => {
                Self::new(BAD, "wisdom-refused", "WisdomAI refused to mint a token")
            }
            WisdomError::Status(_) => Self::new(BAD, "wisdom-failed", "WisdomAI answered with an error"),
            WisdomError::Unusable => Self::new(BAD, "wisdom-answer", "WisdomAI's answer could not be used"),
        }
    }
}
