//! A fake Melody Auth server, whose answers the test chooses.

use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex};

use axum::extract::Request;
use axum::http::StatusCode as Status;
use axum::response::{IntoResponse, Response};
use axum::{Json, Router};
use embed_host_server::host_backend::support::melody_server::MelodyServer;
use serde_json::json;
use tokio::net::TcpListener;

/// A fake auth server, and the requests that it got.
pub(crate) struct FakeAuthServer {
    pub(crate) origin: String,
    received: Arc<Mutex<Vec<Received>>>,
}

/// One request.
#[derive(Clone, Debug)]
pub(crate) struct Received {
    /// Method and path.
    pub(crate) call: String,
    pub(crate) authorization: String,
    pub(crate) body: String,
}

pub(crate) const SECRET: &str = "hush-s2s-secret";
pub(crate) const ADMIN: &str = "1.hush-admin-token";
/// An access token of the admin, whose id is a-1.
pub(crate) const ADMIN_ACCESS: &str = "eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJhLTEifQ.c2ln";

impl FakeAuthServer {
    /// Answers each request with `answer`.
    pub(crate) async fn answering<F>(answer: impl Fn(Received) -> F + Clone + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Response> + Send,
    {
        let received = Arc::new(Mutex::new(Vec::new()));
        let record = Arc::clone(&received);
        let every = async move |request: Request| {
            let request = Received::read(request).await;
            record.lock().unwrap().push(request.clone());
            answer(request).await
        };
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, Router::new().fallback(every)).await });
        Self { origin, received }
    }

    pub(crate) fn server(&self) -> MelodyServer {
        server_at(&self.origin)
    }

    pub(crate) fn received(&self) -> Vec<Received> {
        self.received.lock().unwrap().clone()
    }
}

/// Its settings, as read from the environment.
pub(crate) fn server_at(origin: &str) -> MelodyServer {
    server_with(origin, &[])
}

/// Its settings with these variables too.
pub(crate) fn server_with(origin: &str, more: &[(&str, &str)]) -> MelodyServer {
    let variable = |name: &str| {
        let value = match name {
            "MELODY_URL" => origin,
            "MELODY_S2S_CLIENT_ID" => "server",
            "MELODY_S2S_CLIENT_SECRET" => SECRET,
            "MELODY_ADMIN_REFRESH_TOKEN" => ADMIN,
            "MELODY_APP_ID" => "7",
            "MELODY_CLIENT_ID" => "client",
            "MELODY_REDIRECT_URIS" => "https://app.example/callback,https://app.example/#/in",
            name => more.iter().find(|(known, _)| *known == name)?.1,
        };
        Some(value.to_owned())
    };
    MelodyServer::from_environment(variable).unwrap().unwrap()
}

impl Received {
    async fn read(request: Request) -> Self {
        let (head, body) = request.into_parts();
        let authorization = head.headers.get("authorization").map_or("", |value| value.to_str().unwrap());
        let body = axum::body::to_bytes(body, usize::MAX).await.unwrap();
        Self {
            call: format!("{} {}", head.method, head.uri),
            authorization: authorization.to_owned(),
            body: String::from_utf8(body.to_vec()).unwrap(),
        }
    }
}

/// What a real server answers without a failure.
pub(crate) fn usual(request: &Received) -> Response {
    let page = "{\"users\":[{\"authId\":\"b-1\",\"email\":null,\"isActive\":true}],\"count\":1}";
    match request.call.as_str() {
        "POST /oauth2/v1/token" if request.body.contains("client_credentials") => {
            Json(json!({ "access_token": "own-token", "scope": "root" })).into_response()
        }
        "POST /oauth2/v1/token" => Json(json!({ "access_token": ADMIN_ACCESS })).into_response(),
        "GET /info" => Json(json!({ "configs": { "ENABLE_USER_APP_CONSENT": true } })).into_response(),
        "GET /api/v1/apps/7" => {
            Json(json!({ "app": { "id": 7, "clientId": "client", "type": "spa" } })).into_response()
        }
        "GET /api/v1/users?page_size=50&page_number=1" => page.into_response(),
        "GET /api/v1/users/b-1/consented-apps" => {
            Json(json!({ "consentedApps": [{ "appId": 7, "appName": "x" }] })).into_response()
        }
        "GET /api/v1/users/b-1/active-sessions" => sessions(),
        call if call.starts_with("DELETE /api/v1/users/b-1/active-sessions/") => {
            Status::NO_CONTENT.into_response()
        }
        _ => minted("2.abc"),
    }
}

/// One session that a new link replaces, and three that are none of its business: the person's own, another admin's,
/// and one in another application.
fn sessions() -> Response {
    let session = |id: &str, client: &str, by: Option<&str>| {
        let mut session = json!({ "sessionId": id, "clientId": client, "expiredAt": 1 });
        if let Some(by) = by {
            session["impersonatedBy"] = json!(by);
        }
        session
    };
    Json(json!({ "activeSessions": [
        session("5e55", "client", Some("a-1")),
        session("0001", "client", None),
        session("0002", "client", Some("a-2")),
        session("0003", "other", Some("a-1")),
    ] }))
    .into_response()
}

pub(crate) fn minted(token: &str) -> Response {
    Json(json!({
        "refresh_token": token, "refresh_token_expires_in": 1800, "refresh_token_expires_on": 1_795_325_427,
    }))
    .into_response()
}
