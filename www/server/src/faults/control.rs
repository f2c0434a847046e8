//! The endpoints through which tests and the demo page set faults and read counts. They are open to every origin.

use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::{Deserialize, Serialize};
use tower_http::cors::CorsLayer;

use super::counts::Tally;
use super::gate::Fault;
use super::layer::Faults;
use crate::limited::Limited;

/// The faults that are set.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
struct Current {
    token_endpoint: Limited<Fault>,
}

/// What `/counts` answers.
#[derive(Debug, Serialize)]
struct Counted {
    /// Requests that arrived.
    #[serde(rename = "tokenRequests")]
    arrived: u64,
    /// Requests whose sender disconnected before the answer was complete.
    #[serde(rename = "tokenAborted")]
    aborted: u64,
    /// Answers with status 200 that were complete.
    #[serde(rename = "tokenAnswered")]
    answered: u64,
    /// Requests of a session that asked too often.
    #[serde(rename = "tokenLimited")]
    limited: u64,
}

pub(crate) fn routes(faults: Faults) -> Router {
    Router::new()
        .route("/faults", get(current).post(set))
        .route("/faults/release", post(release))
        .route("/counts", get(counts))
        .route("/counts/reset", post(reset_counts))
        .layer(CorsLayer::permissive())
        .with_state(faults)
}

async fn current(State(faults): State<Faults>) -> Json<Current> {
    Json(Current { token_endpoint: faults.0.token_endpoint.current() })
}

async fn set(State(faults): State<Faults>, Json(wanted): Json<Current>) -> StatusCode {
    faults.0.token_endpoint.set(wanted.token_endpoint);
    StatusCode::NO_CONTENT
}

async fn release(State(faults): State<Faults>) -> StatusCode {
    faults.0.token_endpoint.release();
    StatusCode::NO_CONTENT
}

async fn counts(State(faults): State<Faults>) -> Json<Counted> {
    let Tally { arrived, aborted, answered, limited } = faults.0.counts.now();
    Json(Counted { arrived, aborted, answered, limited })
}

async fn reset_counts(State(faults): State<Faults>) -> StatusCode {
    faults.0.counts.reset();
    StatusCode::NO_CONTENT
}
