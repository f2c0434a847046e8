//! What the log says of an impersonation: who, as whom, in which application, and when it ended.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::Json;
use axum::http::StatusCode as Status;
use axum::response::{IntoResponse, Response};
use embed_host_server::host_backend::support::auth_id::AuthId;
use embed_host_server::host_backend::support::melody_client::MelodyClient;
use serde_json::json;

use crate::support::auth_server::{FakeAuthServer, Received, usual};
use crate::support::{log, until};

const OFTEN: Duration = Duration::from_millis(5);

/// The one session that an auth server knows, and how many seconds it lives.
#[derive(Clone)]
struct Session {
    alive: Arc<AtomicBool>,
    life: u64,
}

impl Session {
    fn of(life: u64) -> Self {
        Self { alive: Arc::default(), life }
    }

    fn end(&self) {
        self.alive.store(false, Ordering::SeqCst);
    }

    fn answer(&self, request: &Received) -> Response {
        let call = request.call.as_str();
        if call.contains("/impersonation/") {
            self.alive.store(true, Ordering::SeqCst);
            let token = json!({
                "refresh_token": "2.hush", "refresh_token_expires_in": self.life, "refresh_token_expires_on": 1,
            });
            return Json(token).into_response();
        }
        if call.starts_with("DELETE") {
            self.end();
            return Status::NO_CONTENT.into_response();
        }
        if call.ends_with("/active-sessions") {
            let session = json!({ "sessionId": "5e55", "clientId": "client", "impersonatedBy": "a-1" });
            let sessions = if self.alive.load(Ordering::SeqCst) { vec![session] } else { Vec::new() };
            return Json(json!({ "activeSessions": sessions })).into_response();
        }
        usual(request)
    }

    /// A client of this server, which looks for the end of the session all the time.
    async fn client(&self) -> (FakeAuthServer, MelodyClient) {
        log::capture();
        let session = self.clone();
        let server = FakeAuthServer::answering(move |request| {
            let session = session.clone();
            async move { session.answer(&request) }
        })
        .await;
        let client = MelodyClient::new(server.server(), Duration::from_secs(10)).unwrap();
        (server, client.checking_each(OFTEN))
    }
}

async fn impersonated(client: &MelodyClient, user: &str) {
    let user = AuthId::parse(user.to_owned()).unwrap();
    client.impersonate("sam", &user).await.unwrap();
}

/// How many lines say this of the user.
fn told(user: &str, what: &str) -> usize {
    let line = format!("impersonation: sam, as admin a-1, acting as {user} in app 7 (client): {what}\n");
    log::captured().matches(&line).count()
}

#[tokio::test]
async fn the_beginning_and_the_end_of_a_session_are_told_without_a_token() {
    let session = Session::of(1_800);
    let (_server, client) = session.client().await;
    impersonated(&client, "audit-ended").await;
    let began =
        "impersonation: sam, as admin a-1, got a link to act as audit-ended in app 7 (client) for 1800 s\n";
    assert_eq!(log::captured().matches(began).count(), 1);
    assert_eq!(told("audit-ended", "ended"), 0);
    session.end();
    until(|| told("audit-ended", "ended") == 1).await;
    assert!(!log::captured().contains("2.hush"));
}

#[tokio::test]
async fn a_session_that_a_newer_link_replaces_is_told_once() {
    let session = Session::of(1_800);
    let (_server, client) = session.client().await;
    impersonated(&client, "audit-replaced").await;
    impersonated(&client, "audit-replaced").await;
    assert_eq!(told("audit-replaced", "ended, replaced by a newer link"), 1);
}

#[tokio::test]
async fn a_session_that_nobody_ends_expires() {
    let (_server, client) = Session::of(0).client().await;
    impersonated(&client, "audit-expired").await;
    until(|| told("audit-expired", "expired") == 1).await;
    assert_eq!(told("audit-expired", "ended"), 0);
}
