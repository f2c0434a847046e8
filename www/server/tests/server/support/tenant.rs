//! A fake tenant, whose answers the test chooses.

use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex};

use axum::http::HeaderMap;
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
    /// Answers each call of `/graphql` with `answer`. A member `authorization` is that header.
    pub(crate) async fn answering<F>(answer: impl Fn(Value) -> F + Clone + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Response> + Send,
    {
        let received = Arc::new(Mutex::new(Vec::new()));
        let record = Arc::clone(&received);
        let graphql = async move |headers: HeaderMap, Json(mut request): Json<Value>| {
            if let Some(value) = headers.get("authorization") {
                request["authorization"] = value.to_str().unwrap().into();
            }
            record.lock().unwrap().push(request.clone());
            answer(request).await
        };
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let router = Router::new().route("/graphql", post(graphql));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { origin, access_key: format!("hush-{:032x}", rand::random::<u128>()), received }
    }

    /// Its settings, as read from the environment. Its users are created elsewhere.
    pub(crate) fn tenant(&self) -> Tenant {
        self.tenant_with(&[("WISDOM_PROVISION", "off")])
    }

    /// Its settings with these variables.
    pub(crate) fn tenant_with(&self, variables: &[(&str, &str)]) -> Tenant {
        let variable = |name: &str| match name {
            "WISDOM_ORIGIN" => Some(self.origin.clone()),
            "WISDOM_ACCESS_KEY" => Some(self.access_key.clone()),
            "WISDOM_USERS" => Some("alice=alice@acme.example".to_owned()),
            name => variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned()),
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
