//! `POST /oauth2/v1/token`: dispatches by grant type.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};

use super::form::Form;
use super::refusal::WRONG_GRANT_TYPE;
use super::state::StandIn;

/// The grant types that the real server accepts.
pub(super) const GRANT_TYPES: [&str; 3] = ["authorization_code", "refresh_token", "client_credentials"];

pub(super) async fn token(State(stand_in): State<StandIn>, headers: HeaderMap, body: Bytes) -> Response {
    let form = Form::read(&headers, &body);
    match form.text("grant_type").to_lowercase().as_str() {
        "refresh_token" => stand_in.exchange(&form).await,
        "client_credentials" => stand_in.client_credentials(&headers, &form).into_response(),
        _ => WRONG_GRANT_TYPE.answer(stand_in.behaviour().errors),
    }
}
