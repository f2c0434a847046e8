//! `GET /api/v1/users` and what is below it: the users, as other servers may list them.

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use serde::Deserialize;
use serde_json::{Value, json};

use super::refusal::{NO_USER, Refusal};
use super::state::StandIn;
use super::users::{CREATED, User};

/// Which page of the list is wanted: all of it, unless both are given.
#[derive(Debug, Deserialize)]
pub(super) struct Part {
    page_size: Option<usize>,
    page_number: Option<usize>,
}

/// `GET /api/v1/users`.
pub(super) async fn list(
    State(stand_in): State<StandIn>,
    Query(part): Query<Part>,
    headers: HeaderMap,
) -> Result<Json<Value>, Refusal> {
    stand_in.server_with(&headers, "read_user")?;
    let users = stand_in.0.users.lock();
    let (before, size) = match (part.page_size, part.page_number) {
        (Some(size), Some(number)) => (size.saturating_mul(number.saturating_sub(1)), size),
        _ => (0, usize::MAX),
    };
    let part: Vec<Value> = users.all().iter().skip(before).take(size).map(listed).collect();
    Ok(Json(json!({ "users": part, "count": users.all().len() })))
}

/// `GET /api/v1/users/{authId}/consented-apps`: the applications that the user consented to, without the scopes.
pub(super) async fn consented_apps(
    State(stand_in): State<StandIn>,
    Path(auth_id): Path<String>,
    headers: HeaderMap,
) -> Result<Json<Value>, Refusal> {
    stand_in.server_with(&headers, "read_user")?;
    let user = stand_in.0.users.lock().with_auth_id(&auth_id).ok_or(NO_USER)?;
    let apps = user.consents.keys().filter_map(|id| stand_in.0.apps.with_id(*id));
    let consented: Vec<Value> = apps.map(|app| json!({ "appId": app.id, "appName": app.title })).collect();
    Ok(Json(json!({ "consentedApps": consented })))
}

fn listed(user: &User) -> Value {
    json!({
        "id": user.id,
        "authId": user.auth_id,
        "linkedAuthId": null,
        "socialAccountId": null,
        "socialAccountType": null,
        "email": user.email,
        "locale": "en",
        "emailVerified": false,
        "smsPhoneNumberVerified": false,
        "otpVerified": false,
        "mfaTypes": [],
        "isActive": !user.disabled,
        "isInviting": false,
        "invitationExpiresAt": null,
        "loginCount": 0,
        "createdAt": CREATED,
        "updatedAt": CREATED,
        "deletedAt": null,
        "firstName": user.first_name,
        "lastName": user.last_name,
    })
}
