//! The endpoints through which tests and the demo page control the stand-in. They are open to every origin.

use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Serialize;
use tower_http::cors::CorsLayer;

use super::behaviour::{Behaviour, Change};
use super::command::Command;
use super::counts::Counted;
use super::guests;
use super::state::StandIn;

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
        .route("/control/guests", post(command_guests))
        .route("/control/commands", get(guests::commands))
        .layer(CorsLayer::permissive())
}

async fn counts(State(stand_in): State<StandIn>) -> Json<Counted> {
    Json(stand_in.0.counts.now(stand_in.0.commands.receiver_count()))
}

async fn reset(State(stand_in): State<StandIn>) -> StatusCode {
    stand_in.0.counts.reset();
    *stand_in.0.behaviour.lock() = Behaviour::usual(stand_in.0.token_life);
    StatusCode::NO_CONTENT
}

async fn behaviour(State(stand_in): State<StandIn>, Json(change): Json<Change>) -> StatusCode {
    stand_in.0.behaviour.lock().change(change);
    StatusCode::NO_CONTENT
}

async fn command_guests(State(stand_in): State<StandIn>, Json(command): Json<Command>) -> Json<Commanded> {
    // Sending fails only if no page is listening.
    Json(Commanded { guests: stand_in.0.commands.send(command).unwrap_or(0) })
}
