//! The calls to Melody Auth that a support console needs.
//!
//! A link takes three of them: one for the backend's own access token, by client credentials with scope `root`; one for
//! the support person's access token, by the refresh token from their sign-in; and the minting itself, which needs
//! both.

use std::time::Duration;

use futures_util::future::try_join_all;
use reqwest::{Client, RequestBuilder, StatusCode};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::json;
use tokio::sync::Mutex;
use tokio::time;
use url::{Url, form_urlencoded};

use super::auth_id::AuthId;
use super::links::RefreshToken;
use super::melody_error::{MelodyError, Step};
use super::melody_server::MelodyServer;
use crate::host_backend::outgoing;
use crate::host_backend::secret::Secret;

/// How many users a console shows at once.
const SHOWN: usize = 50;

/// The auth server's text for missing consent. The status alone is ambiguous.
const CONSENT_REQUIRED: &[u8] = b"User consent required";
const NO_USER: &[u8] = b"No user found";

/// Calls the auth server.
#[derive(Debug)]
pub struct MelodyClient {
    http: Client,
    server: MelodyServer,
    deadline: Duration,
    /// The support person's refresh token. The demo has one support person; with more of them, keep one in each
    /// session. A server with rotation replaces it at each use, so one request at a time may use it.
    support: Mutex<Secret>,
}

/// A user, as a console shows them.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct User {
    name: String,
    email: Option<String>,
    auth_id: AuthId,
    disabled: bool,
    /// Whether there is any consent to the application. The auth server may still reject it for missing scopes.
    consent: bool,
}

#[derive(Deserialize)]
struct UserList {
    users: Vec<ListedUser>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ListedUser {
    auth_id: String,
    email: Option<String>,
    first_name: Option<String>,
    last_name: Option<String>,
    is_active: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Consents {
    consented_apps: Vec<ConsentedApp>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ConsentedApp {
    app_id: u64,
}

#[derive(Deserialize)]
struct Tokens {
    access_token: String,
    refresh_token: Option<String>,
}

impl MelodyClient {
    /// A client that waits no longer than `deadline` for all the calls of one request.
    ///
    /// # Errors
    ///
    /// When TLS cannot be set up.
    pub fn new(server: MelodyServer, deadline: Duration) -> anyhow::Result<Self> {
        let http = outgoing::client(&server.origin).build()?;
        let support = Mutex::new(server.admin_refresh_token.clone());
        Ok(Self { http, server, deadline, support })
    }

    /// The pages that a link can lead to.
    pub fn redirect_uris(&self) -> &[String] {
        &self.server.redirect_uris
    }

    /// A refresh token for this user in the application, attributed to the support person.
    ///
    /// # Errors
    ///
    /// When no token could be minted; see [`MelodyError`].
    pub async fn impersonate(&self, auth_id: &AuthId) -> Result<RefreshToken, MelodyError> {
        self.in_time(async {
            let own = self.own_access_token().await?;
            let support = self.support_access_token().await?;
            self.mint(auth_id, &own, &support).await
        })
        .await
    }

    /// The users who can be helped.
    ///
    /// # Errors
    ///
    /// When the auth server does not list them; see [`MelodyError`].
    pub async fn users(&self) -> Result<Vec<User>, MelodyError> {
        self.in_time(async {
            let own = self.own_access_token().await?;
            let list: UserList = self.listed(&own, &format!("?page_size={SHOWN}&page_number=1")).await?;
            try_join_all(list.users.into_iter().map(|user| self.with_consent(&own, user))).await
        })
        .await
    }

    async fn with_consent(&self, own: &Secret, user: ListedUser) -> Result<User, MelodyError> {
        let auth_id = AuthId::parse(user.auth_id).ok_or(MelodyError::Unusable(Step::Listing))?;
        let Consents { consented_apps } = self.listed(own, &format!("/{auth_id}/consented-apps")).await?;
        let consent = consented_apps.iter().any(|app| app.app_id == self.server.app_id);
        let names: Vec<String> = [user.first_name, user.last_name].into_iter().flatten().collect();
        Ok(User { name: names.join(" "), email: user.email, auth_id, disabled: !user.is_active, consent })
    }

    async fn listed<A: DeserializeOwned>(&self, own: &Secret, what: &str) -> Result<A, MelodyError> {
        let request = self.http.get(self.address(&format!("api/v1/users{what}")));
        let (status, body) = answer(Step::Listing, request.bearer_auth(own.expose())).await?;
        parsed(Step::Listing, status, &body)
    }

    async fn own_access_token(&self) -> Result<Secret, MelodyError> {
        let request = self.token_request(&[("grant_type", "client_credentials"), ("scope", "root")]);
        let request = request.basic_auth(&self.server.s2s_client_id, Some(self.server.s2s_secret.expose()));
        let (status, body) = answer(Step::OwnSignIn, request).await?;
        let tokens: Tokens = parsed(Step::OwnSignIn, status, &body)?;
        Ok(Secret::new(tokens.access_token))
    }

    async fn support_access_token(&self) -> Result<Secret, MelodyError> {
        let mut session = self.support.lock().await;
        let form = [("grant_type", "refresh_token"), ("refresh_token", session.expose())];
        let (status, body) = answer(Step::SupportSignIn, self.token_request(&form)).await?;
        let tokens: Tokens = parsed(Step::SupportSignIn, status, &body)?;
        if let Some(rotated) = tokens.refresh_token {
            *session = Secret::new(rotated);
        }
        Ok(Secret::new(tokens.access_token))
    }

    async fn mint(
        &self,
        auth_id: &AuthId,
        own: &Secret,
        support: &Secret,
    ) -> Result<RefreshToken, MelodyError> {
        let address = self.address(&format!("api/v1/users/{auth_id}/impersonation/{}", self.server.app_id));
        let request = self.http.post(address).bearer_auth(own.expose());
        let request = request.json(&json!({ "impersonatorToken": support.expose() }));
        let (status, body) = answer(Step::Impersonation, request).await?;
        match (status, body.as_slice()) {
            (StatusCode::UNAUTHORIZED, CONSENT_REQUIRED) => Err(MelodyError::NoConsent),
            (StatusCode::NOT_FOUND, NO_USER) => Err(MelodyError::NoSuchUser),
            _ => parsed(Step::Impersonation, status, &body).and_then(|token: RefreshToken| {
                token.fits_into_a_link().then_some(token).ok_or(MelodyError::Unusable(Step::Impersonation))
            }),
        }
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

    async fn in_time<T>(
        &self,
        calls: impl Future<Output = Result<T, MelodyError>>,
    ) -> Result<T, MelodyError> {
        time::timeout(self.deadline, calls).await.unwrap_or(Err(MelodyError::TooSlow))
    }
}

async fn answer(step: Step, request: RequestBuilder) -> Result<(StatusCode, Vec<u8>), MelodyError> {
    let response = request.send().await.map_err(MelodyError::transport)?;
    let status = response.status();
    let body = outgoing::whole_body(response).await.map_err(|unread| MelodyError::unread(step, unread))?;
    Ok((status, body))
}

fn parsed<A: DeserializeOwned>(step: Step, status: StatusCode, body: &[u8]) -> Result<A, MelodyError> {
    if !status.is_success() {
        return Err(MelodyError::status(step, status));
    }
    serde_json::from_slice(body).map_err(|_| MelodyError::Unusable(step))
}
