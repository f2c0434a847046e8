//! The calls to Melody Auth that a support console needs.
//!
//! A link takes three of them: one for the backend's own access token, by client credentials with scope `root`; one for
//! the support person's access token, by the refresh token from their sign-in; and the minting itself, which needs
//! both. Two more end the links that this replaces.

use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use serde_json::json;
use tokio::time;

use super::admin_session::AdminSession;
use super::audit::{Acting, Audit};
use super::auth_id::AuthId;
use super::earlier::{Earlier, subject};
use super::links::RefreshToken;
use super::melody_api::MelodyApi;
use super::melody_error::MelodyError;
use super::melody_server::MelodyServer;
use super::people::{self, Page};
use super::step::Step;
use crate::host_backend::secret::Secret;

/// Calls the auth server.
#[derive(Debug)]
pub struct MelodyClient {
    api: Arc<MelodyApi>,
    deadline: Duration,
    admin: AdminSession,
    audit: Audit,
}

/// What a link is made of.
#[derive(Debug)]
pub struct Impersonation {
    /// The refresh token in it.
    pub token: RefreshToken,
    /// Whether the links that it replaces are ended.
    pub replaced: bool,
}

impl MelodyClient {
    /// A client that waits no longer than `deadline` for all the calls of one request.
    ///
    /// # Errors
    ///
    /// When TLS cannot be set up.
    pub fn new(server: MelodyServer, deadline: Duration) -> anyhow::Result<Self> {
        let api = Arc::new(MelodyApi::new(server)?);
        let (admin, audit) = (AdminSession::new(Arc::clone(&api)), Audit::new(Arc::clone(&api)));
        Ok(Self { api, deadline, admin, audit })
    }

    /// The same, which looks for the end of a session so often. The default is once a minute.
    #[must_use]
    pub fn checking_each(mut self, interval: Duration) -> Self {
        self.audit.check_each(interval);
        self
    }

    /// The pages that a link can lead to.
    pub fn redirect_uris(&self) -> &[String] {
        &self.api.server.redirect_uris
    }

    /// A refresh token for this user in the application, attributed to the support person. It replaces their earlier
    /// ones for this user, so that one link at a time is valid. `staff` is who is signed in to the console.
    ///
    /// # Errors
    ///
    /// When no token could be minted; see [`MelodyError`].
    pub async fn impersonate(
        &self,
        staff: &'static str,
        auth_id: &AuthId,
    ) -> Result<Impersonation, MelodyError> {
        self.in_time(async {
            let own = self.api.own_access_token().await?;
            let support = self.admin.access_token().await?;
            let acting = Acting { staff, admin: subject(&support)?, user: auth_id.clone() };
            let earlier = Earlier::find(&self.api, &own, &acting.admin, auth_id).await;
            let token = self.mint(auth_id, &own, &support).await?;
            // Before the next call: if that is cancelled, there is a link all the same.
            self.audit.began(acting.clone(), token.life());
            Ok(Impersonation { token, replaced: self.ended(earlier, &own, &acting).await })
        })
        .await
    }

    /// One page of the users who can be helped.
    ///
    /// # Errors
    ///
    /// When the auth server does not list them, or no link can be made with these settings; see [`MelodyError`].
    pub async fn users(&self, page: NonZeroU32) -> Result<Page, MelodyError> {
        self.in_time(async { people::list(&self.api, &self.api.own_access_token().await?, page).await }).await
    }

    async fn mint(
        &self,
        auth_id: &AuthId,
        own: &Secret,
        support: &Secret,
    ) -> Result<RefreshToken, MelodyError> {
        let path = format!("api/v1/users/{auth_id}/impersonation/{}", self.api.server.app_id);
        let body = json!({ "impersonatorToken": support.expose() });
        let token: RefreshToken = self.api.post(Step::Impersonation, own, &path, &body).await?;
        token.fits_into_a_link().then_some(token).ok_or(MelodyError::Unusable(Step::Impersonation))
    }

    async fn in_time<T>(
        &self,
        calls: impl Future<Output = Result<T, MelodyError>>,
    ) -> Result<T, MelodyError> {
        time::timeout(self.deadline, calls).await.unwrap_or(Err(MelodyError::TooSlow))
    }

    /// Ends the earlier sessions. The new link is good whether that succeeds or not, so a failure is only reported.
    async fn ended(&self, earlier: Result<Earlier, MelodyError>, own: &Secret, acting: &Acting) -> bool {
        let outcome = match earlier {
            Ok(earlier) => earlier.end(&self.api, own).await,
            Err(error) => Err(error),
        };
        match &outcome {
            Ok(true) => self.audit.replaced(acting),
            Ok(false) => {}
            Err(error) => tracing::warn!("earlier links are not known to be ended: {error}"),
        }
        outcome.is_ok()
    }
}
