//! Which endpoint answers at which address.

use axum::http::{HeaderValue, StatusCode, header};
use axum::routing::{get, post};
use axum::{Router, middleware};
use tower_http::set_header::SetResponseHeaderLayer;
use tower_http::timeout::TimeoutLayer;

use super::state::HostBackend;
use super::{account_endpoint, one_time_code, same_origin, sign_in, support, token_endpoint};

/// The backend's routes. Pages of other origins may not call them, no cache may store the answers, and a body that does not
/// end is not waited for.
pub fn routes(backend: HostBackend) -> Router {
    let no_store =
        SetResponseHeaderLayer::overriding(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Router::new()
        .route("/sign-in", post(sign_in::sign_in))
        .route("/sign-in/code", post(one_time_code::exchange))
        .route("/sign-out", post(sign_in::sign_out))
        .route("/api/me", get(sign_in::me))
        .route(token_endpoint::PATH, get(token_endpoint::fresh_token))
        .route("/api/wisdom-account", get(account_endpoint::account))
        .merge(support::routes())
        .layer(middleware::from_fn_with_state(backend.clone(), same_origin::required))
        .layer(TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, backend.request_deadline))
        .layer(no_store)
        .with_state(backend)
}
