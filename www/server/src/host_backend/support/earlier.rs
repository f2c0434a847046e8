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
        admin: &AuthId,
        auth_id: &AuthId,
    ) -> Result<Self, MelodyError> {
        Ok(Self { sessions: path(auth_id), ids: ids(api, own, admin, auth_id).await? })
    }

    /// Ends them all. Returns whether there were any.
    pub(super) async fn end(self, api: &MelodyApi, own: &Secret) -> Result<bool, MelodyError> {
        let Self { sessions, ids } = self;
        let safe = |id: &String| AuthId::parse(id.clone()).is_some();
        if !ids.iter().all(safe) {
            return Err(MelodyError::Unusable(Step::Ending));
        }
        let paths: Vec<String> = ids.iter().map(|id| format!("{sessions}/{id}")).collect();
        try_join_all(paths.iter().map(|path| api.delete(Step::Ending, own, path))).await?;
        Ok(!ids.is_empty())
    }
}

/// The ids of the sessions in which this admin acts as the user in this application.
pub(super) async fn ids(
    api: &MelodyApi,
    own: &Secret,
    admin: &AuthId,
    auth_id: &AuthId,
) -> Result<Vec<String>, MelodyError> {
    let list: ActiveSessions = api.get(Step::Ending, own, &path(auth_id)).await?;
    let is_theirs = |session: &ActiveSession| {
        let by = session.impersonated_by.clone().and_then(AuthId::parse);
        session.client_id == api.server.client_id && by.as_ref() == Some(admin)
    };
    Ok(list.active_sessions.into_iter().filter(is_theirs).map(|session| session.session_id).collect())
}

fn path(auth_id: &AuthId) -> String {
    format!("api/v1/users/{auth_id}/active-sessions")
}

/// Whose token it is. The signature is not verified, because the token comes from the auth server itself.
pub(super) fn subject(token: &Secret) -> Result<AuthId, MelodyError> {
    let claims = insecure_decode::<Subject>(token.expose());
    let subject = claims.ok().and_then(|token| AuthId::parse(token.claims.sub));
    subject.ok_or(MelodyError::Unusable(Step::SupportSignIn))
}
