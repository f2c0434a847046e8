//! `GET /api/wisdom-token`: a fresh token for the signed-in user.
//!
//! A fleet of pages asks for tokens all day, and all at once after an outage. So the endpoint shares what can be shared
//! ([`minting`](super::minting), [`last_token`](super::last_token)), refuses who asks without end
//! ([`limits`](super::limits)), tells everybody else when to come back ([`retry_after`]), and counts
//! what it did ([`metrics`](super::metrics)).

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use serde::Serialize;

use super::last_token::PageId;
use super::minting::{Minted, NoToken};
use super::refusal::Refusal;
use super::retry_after;
use super::sessions::SessionId;
use super::sign_in::{NOT_SIGNED_IN, SignedIn};
use super::state::HostBackend;
use super::token::Token;
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

pub(super) async fn fresh_token(
    State(backend): State<HostBackend>,
    signed_in: SignedIn,
    headers: HeaderMap,
) -> Result<Json<FreshToken>, Refusal> {
    let answer = backend.fresh_token(signed_in, PageId::of(&headers)).await;
    if let Err(refusal) = &answer {
        backend.metrics.count_refusal(refusal.status());
    }
    answer.map(Json)
}

impl HostBackend {
    /// A token that this page has not had. Without an id, it may have had all that were minted so far.
    async fn fresh_token(
        &self,
        SignedIn { user, session }: SignedIn,
        page: Option<PageId>,
    ) -> Result<FreshToken, Refusal> {
        self.limits.tokens.admit(&session)?;
        if let Some(reused) = page.as_ref().and_then(|page| self.reused(&session, page)) {
            return Ok(reused);
        }
        let minted = self.mint(user).await.map_err(|error| Refusal::from(error.as_ref()))?;
        // It took a while. Who has signed out meanwhile gets nothing.
        if !self.sessions.got(&session, &minted, page) {
            return Err(NOT_SIGNED_IN);
        }
        Ok(FreshToken { expires_in: minted.token.life(), token: minted.token })
    }

    fn reused(&self, session: &SessionId, page: &PageId) -> Option<FreshToken> {
        let Minted { token, at, .. } = self.sessions.last_token(session, page)?;
        self.metrics.count(|tally| tally.reused += 1);
        let age = at.elapsed().as_secs() + 1;
        let expires_in = token.life().map(|life| life.saturating_sub(age));
        Some(FreshToken { token, expires_in })
    }
}

impl From<&NoToken> for Refusal {
    fn from(error: &NoToken) -> Self {
        match error {
            NoToken::Provisioning(error) => Self::from(error.as_ref()),
            NoToken::Minting(error) => Self::from(error),
            NoToken::Broken => {
                Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", "the backend could not mint a token")
                    .with_retry_after(retry_after::soon())
            }
        }
    }
}

/// The browser gets a general reason; the details go into the log. What may be over soon says when to ask again.
impl From<&WisdomError> for Refusal {
    fn from(error: &WisdomError) -> Self {
        const BAD: StatusCode = StatusCode::BAD_GATEWAY;
        let refusal = match error {
            WisdomError::TooSlow => {
                Self::new(StatusCode::GATEWAY_TIMEOUT, "wisdom-timeout", "WisdomAI took too long")
            }
            WisdomError::Unavailable { .. } => Self::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "wisdom-unavailable",
                "WisdomAI is overloaded or down",
            ),
            WisdomError::Unreachable(_) => {
                Self::new(BAD, "wisdom-unreachable", "WisdomAI could not be reached")
            }
            WisdomError::Unauthorized | WisdomError::AlreadyExists | WisdomError::Refused(_) => {
                Self::new(BAD, "wisdom-refused", "WisdomAI refused to mint a token")
            }
            WisdomError::Status(_) => Self::new(BAD, "wisdom-failed", "WisdomAI answered with an error"),
            WisdomError::Unusable => Self::new(BAD, "wisdom-answer", "WisdomAI's answer could not be used"),
        };
        match error {
            WisdomError::Unavailable { retry_after: Some(seconds) } => refusal.with_retry_after(*seconds),
            _ if error.is_transient() => refusal.with_retry_after(retry_after::soon()),
            _ => refusal,
        }
    }
}
