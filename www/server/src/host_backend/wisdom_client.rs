//! The one call to WisdomAI that a token endpoint needs: the GraphQL mutation `impersonateUser`.

use std::sync::Arc;

use serde::Deserialize;
use serde_json::json;

use super::secret::Secret;
use super::token::Token;
use super::users::Account;
use super::wisdom_api::{WisdomApi, WisdomError};

const MUTATION: &str = "\
    mutation ImpersonateUser($accessToken: String!, $userEmail: String!, $attributes: [UserAttributeInput!]) {
        impersonateUser(accessToken: $accessToken, userEmail: $userEmail, attributes: $attributes)
    }";

/// Mints tokens, using the tenant's access key.
#[derive(Debug)]
pub struct WisdomClient {
    api: Arc<WisdomApi>,
    access_key: Secret,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Minted {
    impersonate_user: Option<String>,
}

impl WisdomClient {
    /// A client that mints with this key.
    pub fn new(api: Arc<WisdomApi>, access_key: Secret) -> Self {
        Self { api, access_key }
    }

    /// A fresh token for this account. The attributes of the session apply to one token only, so they are passed each
    /// time.
    ///
    /// # Errors
    ///
    /// When no token could be minted; see [`WisdomError`].
    pub async fn impersonate(&self, account: &Account) -> Result<Token, WisdomError> {
        let variables = json!({
            "accessToken": self.access_key.expose(),
            "userEmail": account.email,
            "attributes": account.session,
        });
        let minted: Minted = self.api.call(MUTATION, variables, None).await?;
        minted.impersonate_user.and_then(Token::parse).ok_or(WisdomError::Unusable)
    }
}
