//! What the tests share.

pub(crate) mod auth_server;
pub(crate) mod console;
pub(crate) mod log;
pub(crate) mod melody;
pub(crate) mod minting_tenant;
pub(crate) mod raw;
pub(crate) mod tenant;

use std::net::Ipv4Addr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use embed_host_server::host_backend::metrics::Metrics;
use embed_host_server::host_backend::one_time_code::OneTimeCode;
use embed_host_server::host_backend::support::melody_server::MelodyServer;
use embed_host_server::tenant::Tenant;
use embed_host_server::{Mounts, Origins, Ports, Servers, Settings, start};
use reqwest::header::{self, HeaderMap};
use reqwest::redirect::Policy;
use reqwest::{Client, Method, RequestBuilder, Response, StatusCode};
use serde_json::{Value, json};
use tokio::task::JoinHandle;
use tokio::time;

/// Longer than anything here takes: waiting longer for a condition is useless.
pub(crate) const NEVER: Duration = Duration::from_secs(10);

pub(crate) fn settings() -> Settings {
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let site = here.join("tests/server/site");
    Settings {
        ports: Ports::default(),
        package: site.clone(),
        mounts: Mounts::from([("/e2e".to_owned(), site.clone())]),
        site,
        guest: here.join("../guest"),
        token_life: Duration::from_secs(60),
        stand_in_access_key: None,
        mint_deadline: NEVER,
        read_deadline: NEVER,
        tenant: None,
        melody: None,
    }
}

/// The servers under test, and a client.
pub(crate) struct World {
    pub(crate) origins: Origins,
    pub(crate) metrics: Arc<Metrics>,
    http: Client,
    one_time_code: Option<OneTimeCode>,
    serving: JoinHandle<anyhow::Result<()>>,
}

impl World {
    pub(crate) async fn with_stand_ins() -> Self {
        Self::of(settings()).await
    }

    pub(crate) async fn with_tenant(tenant: Tenant, mint_deadline: Duration) -> Self {
        Self::of(Settings { tenant: Some(tenant), mint_deadline, ..settings() }).await
    }

    pub(crate) async fn with_auth_server(server: MelodyServer, mint_deadline: Duration) -> Self {
        Self::of(Settings { melody: Some(server), mint_deadline, ..settings() }).await
    }

    /// The backend's own deadline is as short, so that a request that hangs has passed both.
    pub(crate) async fn with_read_deadline(deadline: Duration) -> Self {
        Self::of(Settings { read_deadline: deadline, mint_deadline: deadline, ..settings() }).await
    }

    async fn of(settings: Settings) -> Self {
        log::capture();
        let servers: Servers = start(settings).await.unwrap();
        let origins = servers.origins().clone();
        let one_time_code = servers.one_time_code().cloned();
        let metrics = servers.metrics();
        let serving = tokio::spawn(servers.run());
        let mut world = Self { origins, metrics, http: stranger(), one_time_code, serving };
        if world.one_time_code.is_some() {
            world.http = world.let_in().await;
        }
        world
    }

    /// The code that lets another browser in.
    pub(crate) fn code(&self) -> String {
        self.one_time_code.as_ref().unwrap().subscribe().borrow().expose().to_owned()
    }

    /// A client that was let in by the code.
    async fn let_in(&self) -> Client {
        let exchange = self.post(&self.host("/sign-in/code"), &json!({ "code": self.code() }));
        let answer: Value = exchange.send().await.unwrap().json().await.unwrap();
        let bearer = format!("Bearer {}", answer["key"].as_str().unwrap());
        client(HeaderMap::from_iter([(header::AUTHORIZATION, bearer.parse().unwrap())]))
    }

    /// The same servers, for a client that nobody let in.
    pub(crate) fn into_stranger(mut self) -> Self {
        self.http = stranger();
        self
    }

    pub(crate) fn get(&self, url: &str) -> RequestBuilder {
        self.http.get(url)
    }

    pub(crate) fn delete(&self, url: &str) -> RequestBuilder {
        self.http.delete(url)
    }

    pub(crate) fn request(&self, method: Method, url: &str) -> RequestBuilder {
        self.http.request(method, url)
    }

    pub(crate) fn post(&self, url: &str, body: &Value) -> RequestBuilder {
        self.http.post(url).json(body)
    }

    pub(crate) fn host(&self, path: &str) -> String {
        format!("{}{path}", self.origins.host)
    }

    pub(crate) fn wisdom(&self, path: &str) -> String {
        format!("{}{path}", self.origins.wisdom)
    }

    pub(crate) fn attacker(&self, path: &str) -> String {
        format!("{}{path}", self.origins.attacker.as_ref().unwrap())
    }

    /// Signs in and returns the cookie, as the browser would send it.
    pub(crate) async fn sign_in(&self, user: &str) -> String {
        let response = self.post(&self.host("/sign-in"), &json!({ "user": user })).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::NO_CONTENT);
        let cookie = response.headers()["set-cookie"].to_str().unwrap();
        cookie.split(';').next().unwrap().to_owned()
    }

    pub(crate) fn token_request(&self, cookie: &str) -> RequestBuilder {
        self.get(&self.host("/api/wisdom-token")).header("cookie", cookie)
    }

    pub(crate) async fn ask_for_token(&self, cookie: &str) -> Response {
        self.token_request(cookie).send().await.unwrap()
    }

    /// A token from the stand-in for this user.
    pub(crate) async fn token(&self, user: &str) -> String {
        let cookie = self.sign_in(user).await;
        let answer: Value = self.ask_for_token(&cookie).await.json().await.unwrap();
        answer["token"].as_str().unwrap().to_owned()
    }

    /// Posts to a control endpoint.
    pub(crate) async fn set(&self, url: &str, body: Value) {
        let response = self.post(url, &body).send().await.unwrap();
        assert!(response.status().is_success(), "{url} answered {}", response.status());
    }

    pub(crate) async fn json(&self, url: &str) -> Value {
        self.get(url).send().await.unwrap().json().await.unwrap()
    }

    /// Waits until a count at this URL has this value.
    pub(crate) async fn until(&self, url: &str, name: &str, wanted: u64) {
        let reached = async {
            while self.json(url).await[name] != wanted {
                time::sleep(Duration::from_millis(5)).await;
            }
        };
        assert!(time::timeout(NEVER, reached).await.is_ok(), "{name} did not become {wanted}");
    }
}

/// A client that nobody let in.
pub(crate) fn stranger() -> Client {
    client(HeaderMap::new())
}

fn client(always: HeaderMap) -> Client {
    // Browsers resolve this name to loopback; the system's resolver may not.
    let http = Client::builder().resolve("attacker.localhost", (Ipv4Addr::LOCALHOST, 0).into());
    let http = http.no_proxy().redirect(Policy::none()).timeout(NEVER);
    http.default_headers(always).build().unwrap()
}

/// Waits until this is true.
pub(crate) async fn until(reached: impl Fn() -> bool) {
    let polled = async {
        while !reached() {
            time::sleep(Duration::from_millis(5)).await;
        }
    };
    assert!(time::timeout(NEVER, polled).await.is_ok(), "waited for nothing");
}

impl Drop for World {
    fn drop(&mut self) {
        self.serving.abort();
    }
}
