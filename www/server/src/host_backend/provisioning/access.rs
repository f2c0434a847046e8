//! The bearer token for the operations that manage users: the access key, exchanged.

use std::sync::Arc;
use std::time::Duration;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tokio::sync::Mutex;
use tokio::time::Instant;

use crate::host_backend::secret::Secret;
use crate::host_backend::token::Token;
use crate::host_backend::wisdom_api::{WisdomApi, WisdomError};

const QUERY: &str = "\
    query ExchangeAccessToken($accessToken: String!) {
        exchangeAccessToken(accessToken: $accessToken)
    }";

/// How long before its expiry a token is not used any more.
const MARGIN: Duration = Duration::from_secs(10);

/// Calls operations with a bearer token, which is kept while it lives.
#[derive(Debug)]
pub(super) struct Access {
    api: Arc<WisdomApi>,
    key: Secret,
    bearer: Mutex<Option<Bearer>>,
}

#[derive(Clone, Debug)]
struct Bearer {
    token: Secret,
    /// Unknown if the token does not tell its lifetime. Then it is used until it is refused.
    expires: Option<Instant>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Exchanged {
    exchange_access_token: Option<String>,
}

impl Access {
    pub(super) fn new(api: Arc<WisdomApi>, key: Secret) -> Self {
        Self { api, key, bearer: Mutex::default() }
    }

    /// The `data` of the answer. A token that is refused is replaced once: it may have been revoked.
    pub(super) async fn call<D: DeserializeOwned>(
        &self,
        query: &str,
        variables: Value,
    ) -> Result<D, WisdomError> {
        let bearer = self.bearer().await?;
        match self.api.call(query, variables.clone(), Some(&bearer)).await {
            Err(WisdomError::Unauthorized) => {
                self.forget(&bearer).await;
                self.api.call(query, variables, Some(&self.bearer().await?)).await
            }
            outcome => outcome,
        }
    }

    /// The token that is there, or a new one. Whoever wants one meanwhile waits for the same exchange.
    async fn bearer(&self) -> Result<Secret, WisdomError> {
        let mut bearer = self.bearer.lock().await;
        if let Some(bearer) = bearer.as_ref().filter(|bearer| bearer.is_usable()) {
            return Ok(bearer.token.clone());
        }
        let fresh = self.exchange().await?;
        let token = fresh.token.clone();
        *bearer = Some(fresh);
        Ok(token)
    }

    async fn exchange(&self) -> Result<Bearer, WisdomError> {
        let asked = Instant::now();
        let variables = json!({ "accessToken": self.key.expose() });
        let exchanged: Exchanged = self.api.call(QUERY, variables, None).await?;
        let token = exchanged.exchange_access_token.and_then(Token::parse).ok_or(WisdomError::Unusable)?;
        let expires = token.life().map(|life| asked + Duration::from_secs(life));
        Ok(Bearer { token: token.into(), expires })
    }

    /// Forgets this token, unless another one has taken its place already.
    async fn forget(&self, refused: &Secret) {
        let mut bearer = self.bearer.lock().await;
        if bearer.as_ref().is_some_and(|bearer| bearer.token.expose() == refused.expose()) {
            *bearer = None;
        }
    }
}

impl Bearer {
    fn is_usable(&self) -> bool {
        self.expires.is_none_or(|expires| Instant::now() + MARGIN < expires)
    }
}
