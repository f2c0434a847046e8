//! `POST /graphql`: the operations that a host's backend needs.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde::Deserialize;
use serde_json::Value;

use super::answer;
use super::operation::Operation;
use super::state::StandIn;

/// A GraphQL request.
#[derive(Deserialize)]
pub(super) struct Request {
    query: String,
    #[serde(default)]
    variables: Value,
}

pub(super) async fn graphql(
    State(stand_in): State<StandIn>,
    headers: HeaderMap,
    Json(Request { query, variables }): Json<Request>,
) -> Response {
    let operation = Operation::of(&query).filter(|operation| is_selected(*operation, &query));
    match operation {
        None => answer::errors(StatusCode::OK, "Cannot query this field"),
        Some(Operation::ImpersonateUser) => stand_in.impersonate(variables).await,
        Some(operation) => {
            stand_in.0.counts.called(operation);
            let usual = async { stand_in.manage(operation, &headers, variables) };
            stand_in.0.gates.of(operation).answer(usual).await
        }
    }
}

/// Whether the query selects what an operation answers with. GraphQL answers with nothing else.
fn is_selected(operation: Operation, query: &str) -> bool {
    match operation {
        Operation::ListUsers => query.contains("email") && query.contains("id"),
        _ => !operation.has_status() || (query.contains("status") && query.contains("code")),
    }
}
