//! `GET /oauth2/v1/userinfo`: the user that a token is for, as stored now.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use serde::Serialize;

use super::refusal::{NO_USER, Refusal};
use super::state::StandIn;
use super::users::CREATED;

/// The exchange has the same text with another status.
const USER_DISABLED: Refusal =
    Refusal::new(StatusCode::BAD_REQUEST, "Try to access a disabled account", "invalid_token");

/// The answer. Nothing in it shows an impersonation.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct UserInfo {
    auth_id: &'static str,
    email: String,
    locale: &'static str,
    created_at: &'static str,
    updated_at: &'static str,
    email_verified: bool,
    linked_account: Option<()>,
    roles: Vec<String>,
    first_name: &'static str,
    last_name: &'static str,
}

pub(super) async fn user_info(
    State(stand_in): State<StandIn>,
    headers: HeaderMap,
) -> Result<Json<UserInfo>, Refusal> {
    let claims = stand_in.bearer_with(&headers, "profile")?;
    let user = stand_in.0.users.lock().with_auth_id(&claims.sub).ok_or(NO_USER)?;
    if user.disabled {
        return Err(USER_DISABLED);
    }
    Ok(Json(UserInfo {
        auth_id: user.auth_id,
        email: user.email,
        locale: "en",
        created_at: CREATED,
        updated_at: CREATED,
        email_verified: false,
        linked_account: None,
        roles: user.roles,
        first_name: user.first_name,
        last_name: user.last_name,
    }))
}
