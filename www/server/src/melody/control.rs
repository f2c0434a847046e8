//! The endpoints through which tests and the demo page control the stand-in. They are open to every origin.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tower_http::cors::CorsLayer;

use super::apps::{App, Kind};
use super::behaviour::{Behaviour, Change};
use super::counts::Counted;
use super::impersonation::Minted;
use super::refresh_tokens::Grant;
use super::state::StandIn;
use super::users::{self, User};
use crate::limited::Limited;

pub(super) fn routes() -> Router<StandIn> {
    Router::new()
        .route("/control/counts", get(counts))
        .route("/control/reset", post(reset))
        .route("/control/behaviour", post(behaviour))
        .route("/control/release", post(release))
        .route("/control/users", get(users))
        .route("/control/users/{name}", post(change_user))
        .route("/control/apps", get(apps))
        .route("/control/refresh-tokens", post(issue).delete(forget))
        .layer(CorsLayer::permissive())
}

async fn counts(State(stand_in): State<StandIn>) -> Json<Counted> {
    Json(stand_in.0.counts.now(stand_in.0.refresh_tokens.alive()))
}

/// Resets behaviour and counts. Users and tokens stay as they are.
async fn reset(State(stand_in): State<StandIn>) -> StatusCode {
    stand_in.0.counts.reset();
    stand_in.0.exchange.set(Limited::default());
    stand_in.0.revoke.set(Limited::default());
    *stand_in.0.behaviour.lock() = Behaviour::default();
    StatusCode::NO_CONTENT
}

async fn behaviour(State(stand_in): State<StandIn>, Json(change): Json<Change>) -> StatusCode {
    stand_in.0.behaviour.lock().change(&change);
    for (gate, fault) in [(&stand_in.0.exchange, change.exchange), (&stand_in.0.revoke, change.revoke)] {
        if let Some(fault) = fault {
            gate.set(fault);
        }
    }
    StatusCode::NO_CONTENT
}

async fn release(State(stand_in): State<StandIn>) -> StatusCode {
    stand_in.0.exchange.release();
    stand_in.0.revoke.release();
    StatusCode::NO_CONTENT
}

async fn users(State(stand_in): State<StandIn>) -> Json<Vec<User>> {
    Json(stand_in.0.users.lock().all().to_vec())
}

async fn change_user(
    State(stand_in): State<StandIn>,
    Path(name): Path<String>,
    Json(change): Json<users::Change>,
) -> Result<StatusCode, StatusCode> {
    let mut users = stand_in.0.users.lock();
    let user = users.named_mut(&name).ok_or(StatusCode::NOT_FOUND)?;
    user.change(change, &stand_in.0.apps.demo);
    Ok(StatusCode::NO_CONTENT)
}

async fn apps(State(stand_in): State<StandIn>) -> Json<Vec<Value>> {
    Json(stand_in.0.apps.all().into_iter().map(app).collect())
}

/// A server's secret is shown too: it is only valid at this stand-in.
fn app(app: &App) -> Value {
    json!({
        "name": app.name,
        "id": app.id,
        "clientId": app.client_id,
        "type": app.kind,
        "redirectUris": app.redirect_uris,
        "secret": (app.kind == Kind::S2s).then(|| app.secret.expose()),
    })
}

/// A request for a refresh token, without signing in and without consent.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Order {
    user: String,
    app: Option<String>,
    /// Who impersonates the user. Without it, the token is from the user's own sign-in.
    by: Option<String>,
}

/// The new refresh token, and the query of a link with it.
#[derive(Serialize)]
struct Issued {
    #[serde(flatten)]
    minted: Minted,
    query: String,
}

async fn issue(
    State(stand_in): State<StandIn>,
    Json(order): Json<Order>,
) -> Result<Json<Issued>, StatusCode> {
    let minted = stand_in.ordered(&order).ok_or(StatusCode::NOT_FOUND)?;
    let query = format!(
        "refresh_token={}&refresh_token_expires_on={}&refresh_token_expires_in={}",
        minted.token, minted.expires_on, minted.expires_in
    );
    Ok(Json(Issued { minted, query }))
}

async fn forget(State(stand_in): State<StandIn>) -> StatusCode {
    stand_in.0.refresh_tokens.forget();
    StatusCode::NO_CONTENT
}

impl StandIn {
    fn ordered(&self, order: &Order) -> Option<Minted> {
        let named = |name: &str| self.0.users.lock().named(name);
        let app = self.0.apps.named(order.app.as_deref().unwrap_or("demo"))?;
        let user = named(&order.user)?;
        let behaviour = self.behaviour();
        Some(match &order.by {
            Some(by) => {
                let grant = Grant::impersonated(&user, app, &named(by)?);
                self.minted(grant, behaviour.impersonation_life())
            }
            None => self.minted(Grant::ordinary(&user, app), behaviour.ordinary_life()),
        })
    }
}
