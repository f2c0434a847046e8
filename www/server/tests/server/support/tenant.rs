//! A fake tenant, whose answers the test chooses.

use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex};

use axum::response::Response;
use axum::routing::post;
use axum::{Json, Router};
use embed_host_server::tenant::Tenant;
use serde_json::Value;
use tokio::net::TcpListener;

/// A fake tenant, and the requests that it got.
pub(crate) struct FakeTenant {
    origin: String,
    access_key: String,
    received: Arc<Mutex<Vec<Value>>>,
}

impl FakeTenant {
    /// Answers each call of `/graphql` with `answer`.
    pub(crate) async fn answering<F>(answer: impl Fn(Value) -> F + Clone + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Response> + Send,
    {
        let received = Arc::new(Mutex::new(Vec::new()));
        let record = Arc::clone(&received);
        let graphql = async move |Json(request): Json<Value>| {
            record.lock().unwrap().push(request.clone());
            answer(request).await
        };
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let router = Router::new().route("/graphql", post(graphql));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { origin, access_key: format!("hush-{:032x}", rand::random::<u128>()), received }
    }

    /// Its settings, as read from the environment.
    pub(crate) fn tenant(&self) -> Tenant {
        let variable = |name: &str| match name {
            "WISDOM_ORIGIN" => Some(self.origin.clone()),
            "WISDOM_ACCESS_KEY" => Some(self.access_key.clone()),
            "WISDOM_USERS" => Some("alice=alice@acme.example".to_owned()),
            _ => None,
        };
        Tenant::from_environment(variable).unwrap().unwrap()
    }

    pub(crate) fn origin(&self) -> &str {
        &self.origin
    }

    pub(crate) fn access_key(&self) -> &str {
        &self.access_key
    }

    pub(crate) fn received(&self) -> Vec<Value> {
        self.received.lock().unwrap().clone()
    }
}
