//! The admin's sign-in at an auth server that replaces the refresh token at each use, and may answer late.

use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Json;
use axum::http::StatusCode as Status;
use axum::response::{IntoResponse, Response};
use embed_host_server::host_backend::support::auth_id::AuthId;
use embed_host_server::host_backend::support::melody_client::MelodyClient;
use serde_json::json;
use tempfile::TempDir;
use tokio::sync::Semaphore;

use crate::support::World;
use crate::support::auth_server::{ADMIN, ADMIN_ACCESS, FakeAuthServer, Received, server_with, usual};
use crate::support::console::order;
use crate::support::until;

const LONG: Duration = Duration::from_secs(10);
const SHORT: Duration = Duration::from_millis(50);

/// The refresh tokens of an auth server that accepts each of them once.
#[derive(Clone)]
struct Rotation {
    /// The one that is valid now comes last.
    issued: Arc<Mutex<Vec<String>>>,
    /// One for each answer that it may send.
    answers: Arc<Semaphore>,
}

impl Rotation {
    fn new() -> Self {
        let issued = Arc::new(Mutex::new(vec![ADMIN.to_owned()]));
        Self { issued, answers: Arc::new(Semaphore::new(0)) }
    }

    /// Lets it answer from now on.
    fn release(&self) {
        self.answers.add_permits(Semaphore::MAX_PERMITS);
    }

    /// How many tokens it has replaced.
    fn rotations(&self) -> usize {
        self.issued.lock().unwrap().len() - 1
    }

    /// Replaces the token, and answers when it may.
    async fn exchanged(self, request: Received) -> Response {
        let next = {
            let mut issued = self.issued.lock().unwrap();
            let (_, token) = request.body.rsplit_once('=').unwrap();
            if issued.last().unwrap() != token {
                return (Status::BAD_REQUEST, "Invalid refresh_token provided").into_response();
            }
            let next = format!("1.hush-{}", issued.len());
            issued.push(next.clone());
            next
        };
        self.answers.acquire().await.unwrap().forget();
        Json(json!({ "access_token": ADMIN_ACCESS, "refresh_token": next })).into_response()
    }

    async fn server(&self) -> FakeAuthServer {
        let rotation = self.clone();
        FakeAuthServer::answering(move |request| {
            let rotation = rotation.clone();
            async move {
                let is_exchange = request.body.contains("grant_type=refresh_token");
                if is_exchange { rotation.exchanged(request).await } else { usual(&request) }
            }
        })
        .await
    }
}

fn person() -> AuthId {
    AuthId::parse("b-1".to_owned()).unwrap()
}

/// A file that does not exist yet, in a folder that is removed with the test.
fn token_file() -> (TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("admin-token").to_str().unwrap().to_owned();
    (folder, path)
}

fn stored(path: &str) -> Option<String> {
    std::fs::read_to_string(path).ok()
}

#[tokio::test]
async fn a_token_that_comes_after_its_request_was_cancelled_is_used_the_next_time() {
    let rotation = Rotation::new();
    let server = rotation.server().await;
    let client = MelodyClient::new(server.server(), LONG).unwrap();
    let (alice, mut cancelled) = (person(), None);
    {
        let request = client.impersonate("support", &alice);
        tokio::select! {
            outcome = request => cancelled = Some(outcome.is_ok()),
            () = until(|| rotation.rotations() == 1) => {}
        }
    }
    assert_eq!(cancelled, None, "the request was under way");
    rotation.release();
    for _ in 0..2 {
        assert!(client.impersonate("support", &alice).await.is_ok());
    }
}

#[tokio::test]
async fn requests_at_the_same_time_wait_for_one_exchange() {
    let rotation = Rotation::new();
    let server = rotation.server().await;
    let client = MelodyClient::new(server.server(), LONG).unwrap();
    let alice = person();
    let both =
        async { tokio::join!(client.impersonate("support", &alice), client.impersonate("support", &alice)) };
    let released = async {
        let own_sign_ins =
            || server.received().iter().filter(|request| request.body.contains("client_credentials")).count();
        until(|| own_sign_ins() == 2 && rotation.rotations() == 1).await;
        rotation.release();
    };
    let ((first, second), ()) = tokio::join!(both, released);
    assert!(first.is_ok() && second.is_ok());
    assert_eq!(rotation.rotations(), 1);
}

#[tokio::test]
async fn a_token_that_comes_after_the_deadline_of_its_request_is_stored() {
    let (_folder, path) = token_file();
    let rotation = Rotation::new();
    let server = rotation.server().await;
    let settings = server_with(&server.origin, &[("MELODY_ADMIN_REFRESH_TOKEN_FILE", &path)]);
    let world = World::with_auth_server(settings, SHORT).await;
    let cookie = world.sign_in("support").await;
    while rotation.rotations() == 0 {
        assert_eq!(order(&world, &cookie, "b-1").send().await.unwrap().status(), 504);
    }
    assert_eq!(stored(&path), None);
    rotation.release();
    until(|| stored(&path).as_deref() == Some("1.hush-1")).await;
}

#[tokio::test]
async fn the_newest_token_outlives_the_program_in_a_file_that_only_its_owner_can_read() {
    let (_folder, path) = token_file();
    let rotation = Rotation::new();
    rotation.release();
    let server = rotation.server().await;
    for restart in 1..=3 {
        let settings = server_with(&server.origin, &[("MELODY_ADMIN_REFRESH_TOKEN_FILE", &path)]);
        let client = MelodyClient::new(settings, LONG).unwrap();
        assert!(client.impersonate("support", &person()).await.is_ok(), "start {restart}");
        assert_eq!(stored(&path), Some(format!("1.hush-{restart}")));
        assert!(is_private(Path::new(&path)));
    }
    assert_eq!(
        std::fs::read_dir(Path::new(&path).parent().unwrap()).unwrap().count(),
        1,
        "nothing beside it"
    );
}

#[cfg(unix)]
fn is_private(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    path.metadata().unwrap().permissions().mode() & 0o777 == 0o600
}

#[cfg(not(unix))]
fn is_private(_: &Path) -> bool {
    true
}

#[tokio::test]
async fn a_new_token_is_kept_even_from_an_answer_without_an_access_token() {
    let (_folder, path) = token_file();
    let server = FakeAuthServer::answering(async |request: Received| {
        let is_exchange = request.body.contains("grant_type=refresh_token");
        if is_exchange { Json(json!({ "refresh_token": "1.next" })).into_response() } else { usual(&request) }
    })
    .await;
    let settings = server_with(&server.origin, &[("MELODY_ADMIN_REFRESH_TOKEN_FILE", &path)]);
    let client = MelodyClient::new(settings, LONG).unwrap();
    assert!(client.impersonate("support", &person()).await.is_err());
    assert_eq!(stored(&path).as_deref(), Some("1.next"));
}

#[tokio::test]
async fn a_token_that_cannot_be_stored_is_used_all_the_same() {
    let (folder, path) = token_file();
    let rotation = Rotation::new();
    rotation.release();
    let server = rotation.server().await;
    let settings = server_with(&server.origin, &[("MELODY_ADMIN_REFRESH_TOKEN_FILE", &path)]);
    let client = MelodyClient::new(settings, LONG).unwrap();
    drop(folder);
    for _ in 0..2 {
        assert!(client.impersonate("support", &person()).await.is_ok());
    }
}
