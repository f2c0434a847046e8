//! `POST /api/v1/users/{authId}/impersonation/{appId}`: a refresh token for somebody else.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use serde::Serialize;
use serde_json::Value;

use super::apps::Kind;
use super::behaviour::Consent;
use super::refresh_tokens::Grant;
use super::refusal::{INTERNAL, NO_USER, Refusal};
use super::state::StandIn;
use super::users::{IMPERSONATOR, User};

const NO_IMPERSONATOR: Refusal = Refusal::new(
    StatusCode::BAD_REQUEST,
    "impersonatorToken is required for impersonation",
    "invalid_request",
);
const NOT_A_PAGE: Refusal =
    Refusal::new(StatusCode::BAD_REQUEST, "Impersonate request sent to a non-SPA app", "unauthorized_client");
/// The text is the same whichever roles may impersonate.
const NOT_ALLOWED: Refusal =
    Refusal::new(StatusCode::UNAUTHORIZED, "Only super admin can impersonate other users", "access_denied");
const NO_CONSENT: Refusal =
    Refusal::new(StatusCode::UNAUTHORIZED, "User consent required", "consent_required");

/// A new refresh token, as a link needs it.
#[derive(Serialize)]
pub(super) struct Minted {
    #[serde(rename = "refresh_token")]
    pub(super) token: String,
    #[serde(rename = "refresh_token_expires_in")]
    pub(super) expires_in: u64,
    #[serde(rename = "refresh_token_expires_on")]
    pub(super) expires_on: u64,
}

pub(super) async fn impersonate(
    State(stand_in): State<StandIn>,
    Path((auth_id, app_id)): Path<(String, String)>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<Minted>, Refusal> {
    stand_in.server_with(&headers, "root")?;
    let impersonator = stand_in.impersonator(&body)?;
    let user = stand_in.0.users.lock().with_auth_id(&auth_id).ok_or(NO_USER)?;
    let app = stand_in.app(&app_id)?;
    if app.kind != Kind::Spa {
        return Err(NOT_A_PAGE);
    }
    // The roles of the user now: those in the token may be outdated.
    if !impersonator.roles.iter().any(|role| role == IMPERSONATOR) {
        return Err(NOT_ALLOWED);
    }
    let behaviour = stand_in.behaviour();
    if behaviour.consent == Consent::Required && !user.consents_to(app) {
        return Err(NO_CONSENT);
    }
    stand_in.0.counts.impersonations.add();
    let life = behaviour.impersonation_life();
    Ok(Json(stand_in.minted(Grant::impersonated(&user, app, &impersonator), life)))
}

impl StandIn {
    /// A new refresh token with its lifetime.
    pub(super) fn minted(&self, grant: Grant, life: u64) -> Minted {
        let now = self.behaviour().now();
        let token = self.0.refresh_tokens.issue(grant, life, now);
        Minted { token: token.expose().to_owned(), expires_in: life, expires_on: now.saturating_add(life) }
    }

    /// The user who wants to impersonate, by their access token. For a body that is no JSON the real server answers
    /// 500.
    fn impersonator(&self, body: &[u8]) -> Result<User, Refusal> {
        let body: Value =
            serde_json::from_slice(body).ok().filter(|body: &Value| !body.is_null()).ok_or(INTERNAL)?;
        let token = body.get("impersonatorToken").and_then(Value::as_str).ok_or(NO_IMPERSONATOR)?;
        let claims = self.verified(token)?;
        self.0.users.lock().with_auth_id(&claims.sub).ok_or(NO_USER)
    }
}
