//! The sessions that a new link replaces.

use futures_util::future::try_join_all;
use jsonwebtoken::dangerous::insecure_decode;
use serde::Deserialize;

use super::auth_id::AuthId;
use super::melody_api::MelodyApi;
use super::melody_error::MelodyError;
use super::step::Step;
use crate::host_backend::secret::Secret;

/// The sessions of one user that the support person opened in this application before.
#[derive(Debug)]
pub(super) struct Earlier {
    /// The path of the user's sessions.
    sessions: String,
    ids: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ActiveSessions {
    active_sessions: Vec<ActiveSession>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ActiveSession {
    session_id: String,
    client_id: String,
    impersonated_by: Option<String>,
}

/// Whose token it is.
#[derive(Deserialize)]
struct Subject {
    sub: String,
}

impl Earlier {
    /// Finds them. The user's own sessions, other applications' and other people's are not among them.
    pub(super) async fn find(
        api: &MelodyApi,
        own: &Secret,
        support: &Secret,
        auth_id: &AuthId,
    ) -> Result<Self, MelodyError> {
        let admin = subject(support)?;
        let sessions = format!("api/v1/users/{auth_id}/active-sessions");
        let list: ActiveSessions = api.get(Step::Ending, own, &sessions).await?;
        let is_earlier = |session: &ActiveSession| {
            session.client_id == api.server.client_id && session.impersonated_by.as_ref() == Some(&admin)
        };
        let earlier = list.active_sessions.into_iter().filter(is_earlier);
        Ok(Self { sessions, ids: earlier.map(|session| session.session_id).collect() })
    }

    /// Ends them all.
    pub(super) async fn end(self, api: &MelodyApi, own: &Secret) -> Result<(), MelodyError> {
        let Self { sessions, ids } = self;
        let safe = |id: &String| AuthId::parse(id.clone()).is_some();
        if !ids.iter().all(safe) {
            return Err(MelodyError::Unusable(Step::Ending));
        }
        let paths: Vec<String> = ids.iter().map(|id| format!("{sessions}/{id}")).collect();
        try_join_all(paths.iter().map(|path| api.delete(Step::Ending, own, path))).await.map(drop)
    }
}

/// The signature is not verified, because the token comes from the auth server itself.
fn subject(token: &Secret) -> Result<String, MelodyError> {
    let claims = insecure_decode::<Subject>(token.expose());
    claims.map(|token| token.claims.sub).map_err(|_| MelodyError::Unusable(Step::SupportSignIn))
}
