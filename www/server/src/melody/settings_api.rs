//! `GET /info` and `GET /api/v1/apps/{appId}`: how the server and an application are set up, as other servers may read it.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use serde_json::{Value, json};

use super::apps::App;
use super::behaviour::Consent;
use super::refusal::{INTERNAL, Refusal};
use super::state::StandIn;
use super::users::CREATED;

const NO_APP: Refusal = Refusal::new(StatusCode::NOT_FOUND, "", "invalid_client");

/// `GET /info`, for any server's access token: some of the settings.
pub(super) async fn info(
    State(stand_in): State<StandIn>,
    headers: HeaderMap,
) -> Result<Json<Value>, Refusal> {
    stand_in.server(&headers)?;
    let behaviour = stand_in.behaviour();
    Ok(Json(json!({
        "configs": {
            "AUTH_SERVER_URL": stand_in.0.origin,
            "ENABLE_USER_APP_CONSENT": behaviour.consent == Consent::Required,
            "SPA_ACCESS_TOKEN_EXPIRES_IN": behaviour.access_life,
        },
    })))
}

/// `GET /api/v1/apps/{appId}`. The real server shows the secret, too.
pub(super) async fn app(
    State(stand_in): State<StandIn>,
    Path(app_id): Path<String>,
    headers: HeaderMap,
) -> Result<Json<Value>, Refusal> {
    stand_in.server_with(&headers, "read_app")?;
    Ok(Json(json!({ "app": described(stand_in.app(&app_id)?) })))
}

fn described(app: &App) -> Value {
    json!({
        "id": app.id,
        "clientId": app.client_id,
        "name": app.title,
        "type": app.kind,
        "secret": app.secret.expose(),
        "isActive": true,
        "scopes": app.scopes,
        "redirectUris": app.redirect_uris,
        "createdAt": CREATED,
        "updatedAt": CREATED,
        "deletedAt": null,
    })
}

impl StandIn {
    /// An application by its number, not its client id. For what is no number the real server answers 500.
    pub(super) fn app(&self, id: &str) -> Result<&App, Refusal> {
        self.0.apps.with_id(id.parse().map_err(|_| INTERNAL)?).ok_or(NO_APP)
    }
}
