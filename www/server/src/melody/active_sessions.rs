//! A user's live refresh tokens, listed without the tokens themselves, and ended one at a time.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use serde::Serialize;

use super::refresh_tokens::ActiveSession;
use super::refusal::{NO_USER, Refusal};
use super::state::StandIn;

const NO_SESSION: Refusal = Refusal::new(StatusCode::NOT_FOUND, "No active session found", "invalid_request");

/// The answer with the list.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Sessions {
    active_sessions: Vec<ActiveSession>,
}

pub(super) async fn list(
    State(stand_in): State<StandIn>,
    Path(auth_id): Path<String>,
    headers: HeaderMap,
) -> Result<Json<Sessions>, Refusal> {
    stand_in.server_with(&headers, "read_user")?;
    let user = stand_in.0.users.lock().with_auth_id(&auth_id).ok_or(NO_USER)?;
    Ok(Json(Sessions { active_sessions: stand_in.0.refresh_tokens.sessions(user.id) }))
}

pub(super) async fn end(
    State(stand_in): State<StandIn>,
    Path((auth_id, session_id)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<StatusCode, Refusal> {
    stand_in.server_with(&headers, "write_user")?;
    let user = stand_in.0.users.lock().with_auth_id(&auth_id).ok_or(NO_USER)?;
    let ended = stand_in.0.refresh_tokens.end_session(user.id, &session_id);
    ended.then_some(StatusCode::NO_CONTENT).ok_or(NO_SESSION)
}
