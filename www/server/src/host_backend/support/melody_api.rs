//! Requests to the auth server, and its answers.

use reqwest::{Client, RequestBuilder, StatusCode};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use url::{Url, form_urlencoded};

use super::melody_error::MelodyError;
use super::melody_server::MelodyServer;
use super::step::Step;
use crate::host_backend::outgoing;
use crate::host_backend::secret::Secret;

/// The auth server, and this backend's credentials there.
#[derive(Debug)]
pub(super) struct MelodyApi {
    http: Client,
    pub(super) server: MelodyServer,
}

/// An access token, and the next refresh token of a server that rotates them. Each counts without the other.
#[derive(Deserialize)]
pub(super) struct Tokens {
    pub(super) access_token: Option<String>,
    pub(super) refresh_token: Option<String>,
}

impl MelodyApi {
    pub(super) fn new(server: MelodyServer) -> anyhow::Result<Self> {
        let http = outgoing::client(&server.origin).build()?;
        Ok(Self { http, server })
    }

    /// An access token of this backend's own, by client credentials with scope `root`.
    pub(super) async fn own_access_token(&self) -> Result<Secret, MelodyError> {
        let request = self.token_request(&[("grant_type", "client_credentials"), ("scope", "root")]);
        let request = request.basic_auth(&self.server.s2s_client_id, Some(self.server.s2s_secret.expose()));
        let tokens: Tokens = answer(Step::OwnSignIn, request).await?;
        tokens.access_token.map(Secret::new).ok_or(MelodyError::Unusable(Step::OwnSignIn))
    }

    /// The support person's access token, by a refresh token of theirs.
    pub(super) async fn refresh(&self, refresh_token: &Secret) -> Result<Tokens, MelodyError> {
        let form = [("grant_type", "refresh_token"), ("refresh_token", refresh_token.expose())];
        answer(Step::SupportSignIn, self.token_request(&form)).await
    }

    /// What the server's own API has at this path.
    pub(super) async fn get<A: DeserializeOwned>(
        &self,
        step: Step,
        own: &Secret,
        path: &str,
    ) -> Result<A, MelodyError> {
        answer(step, self.http.get(self.address(path)).bearer_auth(own.expose())).await
    }

    pub(super) async fn post<A: DeserializeOwned>(
        &self,
        step: Step,
        own: &Secret,
        path: &str,
        body: &serde_json::Value,
    ) -> Result<A, MelodyError> {
        answer(step, self.http.post(self.address(path)).bearer_auth(own.expose()).json(body)).await
    }

    pub(super) async fn delete(&self, step: Step, own: &Secret, path: &str) -> Result<(), MelodyError> {
        sent(step, self.http.delete(self.address(path)).bearer_auth(own.expose())).await.map(drop)
    }

    fn token_request(&self, form: &[(&str, &str)]) -> RequestBuilder {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        let request = self.http.post(self.address("oauth2/v1/token"));
        request.header("content-type", "application/x-www-form-urlencoded").body(body)
    }

    /// The origin ends with a slash, so the path begins without one.
    fn address(&self, path: &str) -> String {
        format!("{}{path}", Url::as_str(&self.server.origin))
    }
}

async fn answer<A: DeserializeOwned>(step: Step, request: RequestBuilder) -> Result<A, MelodyError> {
    serde_json::from_slice(&sent(step, request).await?).map_err(|_| MelodyError::Unusable(step))
}

/// The body of a successful answer.
async fn sent(step: Step, request: RequestBuilder) -> Result<Vec<u8>, MelodyError> {
    let response = request.send().await.map_err(MelodyError::transport)?;
    let status: StatusCode = response.status();
    let body = outgoing::whole_body(response).await.map_err(|unread| MelodyError::unread(step, unread))?;
    if status.is_success() { Ok(body) } else { Err(MelodyError::answer(step, status, &body)) }
}
