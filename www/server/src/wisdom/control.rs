//! The endpoints through which tests and the demo page control the stand-in. They are open to every origin.

use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{delete, get, post};
use axum::{Json, Router};
use serde::Serialize;
use tower_http::cors::CorsLayer;

use super::behaviour::Change;
use super::command::Command;
use super::counts::Counted;
use super::guests;
use super::state::StandIn;
use super::users::User;

/// How many guest pages got the command.
#[derive(Debug, Serialize)]
struct Commanded {
    guests: usize,
}

pub(super) fn routes() -> Router<StandIn> {
    Router::new()
        .route("/control/counts", get(counts))
        .route("/control/reset", post(reset))
        .route("/control/behaviour", post(behaviour))
        .route("/control/release", post(release))
        .route("/control/users", get(users).post(add_user).delete(forget_users))
        .route("/control/api-tokens", delete(revoke_api_tokens))
        .route("/control/guests", post(command_guests))
        .route("/control/commands", get(guests::commands))
        .layer(CorsLayer::permissive())
}

async fn counts(State(stand_in): State<StandIn>) -> Json<Counted> {
    Json(stand_in.0.counts.now(stand_in.0.commands.receiver_count()))
}

/// Resets behaviour and counts. Users and tokens stay as they are.
async fn reset(State(stand_in): State<StandIn>) -> StatusCode {
    stand_in.0.counts.reset();
    stand_in.0.gates.reset();
    stand_in.0.behaviour.lock().reset(stand_in.0.token_life);
    StatusCode::NO_CONTENT
}

async fn behaviour(State(stand_in): State<StandIn>, Json(change): Json<Change>) -> StatusCode {
    stand_in.0.behaviour.lock().change(&change);
    stand_in.0.gates.set(change.operations);
    StatusCode::NO_CONTENT
}

async fn release(State(stand_in): State<StandIn>) -> StatusCode {
    stand_in.0.gates.release();
    StatusCode::NO_CONTENT
}

async fn users(State(stand_in): State<StandIn>) -> Json<Vec<User>> {
    Json(stand_in.0.users.all())
}

/// As an administrator does by hand.
async fn add_user(State(stand_in): State<StandIn>, Json(user): Json<User>) -> StatusCode {
    stand_in.0.users.create(user);
    StatusCode::NO_CONTENT
}

async fn forget_users(State(stand_in): State<StandIn>) -> StatusCode {
    stand_in.0.users.forget();
    StatusCode::NO_CONTENT
}

/// Makes every token for the API invalid that was issued so far.
async fn revoke_api_tokens(State(stand_in): State<StandIn>) -> StatusCode {
    stand_in.0.behaviour.lock().generation += 1;
    StatusCode::NO_CONTENT
}

async fn command_guests(State(stand_in): State<StandIn>, Json(command): Json<Command>) -> Json<Commanded> {
    // Sending fails only if no page is listening.
    Json(Commanded { guests: stand_in.0.commands.send(command).unwrap_or(0) })
}
