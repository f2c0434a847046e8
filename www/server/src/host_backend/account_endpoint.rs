//! `GET /api/wisdom-account`: what WisdomAI knows of the signed-in user, for the demo's page. Your page needs no such thing.

use axum::Json;
use axum::extract::State;
use serde::Serialize;

use super::attributes::Attributes;
use super::roles::Role;
use super::sign_in::SignedIn;
use super::state::HostBackend;

/// The answer to the browser. With users who are created elsewhere, nothing is known of their roles.
#[derive(Debug, Serialize)]
pub(super) struct KnownOf {
    roles: Vec<Role>,
    /// The attributes that are stored with the user.
    stored: Attributes,
    /// The attributes that are sent with each token.
    session: Attributes,
}

pub(super) async fn account(
    State(backend): State<HostBackend>,
    SignedIn { user, .. }: SignedIn,
) -> Json<KnownOf> {
    let account = backend.accounts.get(user);
    let profile = account.profile.clone().unwrap_or_default();
    Json(KnownOf { roles: profile.roles, stored: profile.attributes, session: account.session.clone() })
}
