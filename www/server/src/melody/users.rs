//! What a console can learn of the people who have an account.

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use serde::Deserialize;
use serde_json::{Value, json};

use super::people::{CREATED, Person};
use super::refusal::{NO_USER, Refusal};
use super::state::StandIn;

/// Which part of the list is asked for: all of it, unless both are there.
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
    let people = stand_in.0.people.lock();
    let (before, size) = match (part.page_size, part.page_number) {
        (Some(size), Some(number)) => (size.saturating_mul(number.saturating_sub(1)), size),
        _ => (0, usize::MAX),
    };
    let users: Vec<Value> = people.all().iter().skip(before).take(size).map(user).collect();
    Ok(Json(json!({ "users": users, "count": people.all().len() })))
}

/// `GET /api/v1/users/{authId}/consented-apps`: only where there is consent, not to what.
pub(super) async fn consented_apps(
    State(stand_in): State<StandIn>,
    Path(auth_id): Path<String>,
    headers: HeaderMap,
) -> Result<Json<Value>, Refusal> {
    stand_in.server_with(&headers, "read_user")?;
    let person = stand_in.0.people.lock().with_auth_id(&auth_id).ok_or(NO_USER)?;
    let apps = person.consents.keys().filter_map(|id| stand_in.0.apps.with_id(*id));
    let consented: Vec<Value> = apps.map(|app| json!({ "appId": app.id, "appName": app.title })).collect();
    Ok(Json(json!({ "consentedApps": consented })))
}

fn user(person: &Person) -> Value {
    json!({
        "id": person.id,
        "authId": person.auth_id,
        "linkedAuthId": null,
        "socialAccountId": null,
        "socialAccountType": null,
        "email": person.email,
        "locale": "en",
        "emailVerified": false,
        "smsPhoneNumberVerified": false,
        "otpVerified": false,
        "mfaTypes": [],
        "isActive": !person.disabled,
        "isInviting": false,
        "invitationExpiresAt": null,
        "loginCount": 0,
        "createdAt": CREATED,
        "updatedAt": CREATED,
        "deletedAt": null,
        "firstName": person.first_name,
        "lastName": person.last_name,
    })
}
