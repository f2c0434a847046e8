//! Which endpoint answers at which address.

use axum::routing::{delete, get, post};
use axum::{Json, Router, middleware};

use super::refusal::{self, Refusal};
use super::state::StandIn;
use super::{
    active_sessions, control, cors, impersonation, logout, revocation, settings_api, token_endpoint,
    user_info, users_api,
};

/// Everything that the stand-in serves.
pub(crate) fn router(stand_in: StandIn) -> anyhow::Result<Router> {
    let keys = serde_json::to_value(stand_in.0.key.published())?;
    let user = "/api/v1/users/{auth_id}";
    let server = Router::new()
        .route("/oauth2/v1/token", post(token_endpoint::token))
        .route("/oauth2/v1/revoke", post(revocation::revoke))
        .route("/oauth2/v1/userinfo", get(user_info::user_info))
        .route("/oauth2/v1/logout", get(logout::navigate))
        .route("/identity/v1/logout", post(logout::log_out))
        .route("/.well-known/jwks.json", get(async move || Json(keys.clone())))
        .route("/info", get(settings_api::info))
        .route("/api/v1/apps/{app_id}", get(settings_api::app))
        .route("/api/v1/users", get(users_api::list))
        .route(&format!("{user}/consented-apps"), get(users_api::consented_apps))
        .route(&format!("{user}/impersonation/{{app_id}}"), post(impersonation::impersonate))
        .route(&format!("{user}/active-sessions"), get(active_sessions::list))
        .route(&format!("{user}/active-sessions/{{session_id}}"), delete(active_sessions::end))
        .fallback(not_found)
        .method_not_allowed_fallback(not_found)
        .layer(middleware::from_fn_with_state(stand_in.clone(), cors::every_origin));
    Ok(server.merge(control::routes()).with_state(stand_in))
}

async fn not_found() -> Refusal {
    refusal::NOT_FOUND
}
