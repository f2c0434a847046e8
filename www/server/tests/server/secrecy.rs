//! The access key gets into no answer and no log line.

use std::time::Duration;

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::support::tenant::FakeTenant;
use crate::support::{World, log};

/// A tenant that repeats what it was sent: in GraphQL errors for alice, in plain text for bob.
async fn indiscreet(request: Value) -> Response {
    let said = request["variables"].to_string();
    match request["variables"]["userEmail"].as_str() {
        Some("alice@acme.example") => Json(json!({ "errors": [{ "message": said }] })).into_response(),
        _ => (StatusCode::IM_A_TEAPOT, said).into_response(),
    }
}

#[tokio::test]
async fn the_access_key_is_in_no_answer_and_in_no_log_line() {
    let tenant = FakeTenant::answering(indiscreet).await;
    let world = World::with_tenant(tenant.tenant(), Duration::from_secs(10)).await;
    for user in ["alice", "bob"] {
        let response = world.ask_for_token(&world.sign_in(user).await).await;
        let answered = format!("{:?} {}", response.headers().clone(), response.text().await.unwrap());
        assert!(!answered.contains(tenant.access_key()), "an answer holds the access key");
    }
    assert_eq!(tenant.received().len(), 2);
    let log = log::captured();
    assert!(log.contains("no token for Alice") && log.contains("no token for Bob"));
    assert!(!log.contains(tenant.access_key()), "the log holds the access key");
}
