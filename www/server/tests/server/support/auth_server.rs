//! A fake Melody Auth server, whose answers the test chooses.

use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::Request;
use axum::response::Response;
use embed_host_server::host_backend::support::melody_server::MelodyServer;
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
    let variable = |name: &str| {
        let value = match name {
            "MELODY_URL" => origin,
            "MELODY_S2S_CLIENT_ID" => "server",
            "MELODY_S2S_CLIENT_SECRET" => SECRET,
            "MELODY_ADMIN_REFRESH_TOKEN" => ADMIN,
            "MELODY_APP_ID" => "7",
            "MELODY_CLIENT_ID" => "client",
            "MELODY_REDIRECT_URIS" => "https://app.example/callback,https://app.example/#/in",
            _ => return None,
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
