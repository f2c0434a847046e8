//! `GET /api/wisdom-token`: a fresh token for the signed-in user.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Serialize;

use super::refusal::Refusal;
use super::sign_in::SignedIn;
use super::state::HostBackend;
use super::token::Token;
use super::wisdom_client::MintError;

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

/// Mints a new token for each call: a cached one would expire sooner than `expires_in` says, and might outlive its
/// session.
pub(super) async fn fresh_token(
    State(backend): State<HostBackend>,
    SignedIn(user): SignedIn,
) -> Result<Json<FreshToken>, Refusal> {
    match backend.wisdom.impersonate(backend.accounts.get(user)).await {
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

/// The browser gets a general reason; the details go into the log.
impl From<&MintError> for Refusal {
    fn from(error: &MintError) -> Self {
        match error {
            MintError::TooSlow => {
                Self::new(StatusCode::GATEWAY_TIMEOUT, "wisdom-timeout", "WisdomAI took too long")
            }
            MintError::Unreachable(_) => {
                Self::new(StatusCode::BAD_GATEWAY, "wisdom-unreachable", "WisdomAI could not be reached")
            }
            MintError::Refused => {
                Self::new(StatusCode::BAD_GATEWAY, "wisdom-refused", "WisdomAI refused to mint a token")
            }
            MintError::Status(_) => {
                Self::new(StatusCode::BAD_GATEWAY, "wisdom-failed", "WisdomAI answered with an error")
            }
            MintError::Unusable => {
                Self::new(StatusCode::BAD_GATEWAY, "wisdom-answer", "WisdomAI's answer could not be used")
            }
        }
    }
}
