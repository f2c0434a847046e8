//! The one call to WisdomAI that a token endpoint needs: the GraphQL mutation `impersonateUser`.

use std::time::Duration;

use reqwest::{Client, StatusCode};
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::json;
use url::Url;

use super::outgoing::{self, Unread};
use super::secret::Secret;
use super::token::Token;
use super::users::Account;

const MUTATION: &str = "\
    mutation ImpersonateUser($accessToken: String!, $userEmail: String!, $attributes: [UserAttributeInput!]) {
        impersonateUser(accessToken: $accessToken, userEmail: $userEmail, attributes: $attributes)
    }";

/// Mints tokens, using the tenant's access key.
#[derive(Debug)]
pub struct WisdomClient {
    http: Client,
    endpoint: Url,
    access_key: Secret,
}

/// Why there is no token. None of these contains text from WisdomAI's answer.
#[derive(Debug, thiserror::Error)]
pub enum MintError {
    /// The deadline passed before the whole answer was there.
    #[error("WisdomAI took longer than the deadline")]
    TooSlow,
    /// There was no connection, or it broke.
    #[error("WisdomAI could not be reached")]
    Unreachable(#[source] reqwest::Error),
    /// GraphQL reported errors: an unknown user, or a key that is wrong, has expired or may not impersonate.
    #[error("WisdomAI answered with GraphQL errors; check the access key, and that the person exists there")]
    Refused,
    /// An HTTP error without a GraphQL answer.
    #[error("WisdomAI answered with HTTP status {0}")]
    Status(StatusCode),
    /// Success, but without a token in it.
    #[error("WisdomAI's answer holds no JWT")]
    Unusable,
}

#[derive(Deserialize)]
struct Answer {
    data: Option<Data>,
    errors: Option<Vec<IgnoredAny>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Data {
    impersonate_user: Option<String>,
}

impl WisdomClient {
    /// A client for the tenant at `origin`, which waits no longer than `deadline` for a token.
    ///
    /// # Errors
    ///
    /// When TLS cannot be set up, or the origin is no base for an address.
    pub fn new(origin: &Url, access_key: Secret, deadline: Duration) -> anyhow::Result<Self> {
        let http = outgoing::client(origin).timeout(deadline).build()?;
        Ok(Self { http, endpoint: origin.join("/graphql")?, access_key })
    }

    /// A fresh token for this account. The attributes apply to one token only, so they are passed each time.
    ///
    /// # Errors
    ///
    /// When no token could be minted; see [`MintError`].
    pub async fn impersonate(&self, account: &Account) -> Result<Token, MintError> {
        let variables = json!({
            "accessToken": self.access_key.expose(),
            "userEmail": account.email,
            "attributes": account.attributes,
        });
        let request = self.http.post(self.endpoint.clone());
        let request = request.json(&json!({ "query": MUTATION, "variables": variables }));
        let response = request.send().await.map_err(MintError::transport)?;
        let status = response.status();
        token_in(status, &outgoing::whole_body(response).await?)
    }
}

impl MintError {
    fn transport(error: reqwest::Error) -> Self {
        if error.is_timeout() { Self::TooSlow } else { Self::Unreachable(error.without_url()) }
    }
}

impl From<Unread> for MintError {
    fn from(unread: Unread) -> Self {
        match unread {
            Unread::Transport(error) => Self::transport(error),
            Unread::TooLong => Self::Unusable,
        }
    }
}

/// GraphQL reports errors with HTTP 200 as well, so the body is checked whatever the status.
fn token_in(status: StatusCode, body: &[u8]) -> Result<Token, MintError> {
    let answer = serde_json::from_slice::<Answer>(body);
    if answer.as_ref().is_ok_and(|answer| answer.errors.as_ref().is_some_and(|errors| !errors.is_empty())) {
        return Err(MintError::Refused);
    }
    if !status.is_success() {
        return Err(MintError::Status(status));
    }
    let text = answer.ok().and_then(|answer| answer.data).and_then(|data| data.impersonate_user);
    text.and_then(Token::parse).ok_or(MintError::Unusable)
}

#[cfg(test)]
mod tests {
    use super::{MintError, StatusCode, token_in};

    const GOOD: &str = r#"{"data":{"impersonateUser":"e30.e30.c2ln"}}"#;

    #[test]
    fn a_token_is_taken_from_a_clean_answer_only() {
        assert!(token_in(StatusCode::OK, GOOD.as_bytes()).is_ok());
        let with_no_errors = GOOD.replace("{\"data\"", "{\"errors\":[],\"data\"");
        assert!(token_in(StatusCode::OK, with_no_errors.as_bytes()).is_ok());
        let with_an_error = GOOD.replace("{\"data\"", "{\"errors\":[{}],\"data\"");
        assert!(matches!(token_in(StatusCode::OK, with_an_error.as_bytes()), Err(MintError::Refused)));
    }

    #[test]
    fn errors_are_a_refusal_whatever_the_status() {
        let refusal = br#"{"data":null,"errors":[{"message":"no"}]}"#;
        for status in [StatusCode::OK, StatusCode::UNAUTHORIZED, StatusCode::INTERNAL_SERVER_ERROR] {
            assert!(matches!(token_in(status, refusal), Err(MintError::Refused)), "{status}");
        }
    }

    #[test]
    fn an_http_error_is_reported_as_such() {
        for body in [GOOD, "<html>", ""] {
            let outcome = token_in(StatusCode::BAD_GATEWAY, body.as_bytes());
            assert!(matches!(outcome, Err(MintError::Status(StatusCode::BAD_GATEWAY))), "{body}");
        }
    }

    #[test]
    fn anything_else_is_unusable() {
        for body in [
            "",
            "<html>",
            "null",
            "[]",
            "{}",
            r#"{"data":null}"#,
            r#"{"data":{"impersonateUser":null}}"#,
            r#"{"data":{"impersonateUser":"sign in"}}"#,
        ] {
            assert!(matches!(token_in(StatusCode::OK, body.as_bytes()), Err(MintError::Unusable)), "{body}");
        }
    }
}
