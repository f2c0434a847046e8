//! A stand-in for a Melody Auth server, as far as impersonation goes.
//!
//! Statuses, texts, headers and the order of the checks are the real server's. People and applications are made up, and
//! so is what tests want beside that: levers, counts, and the ways of servers that keep to RFC 6749.

mod access_tokens;
mod active_sessions;
mod apps;
mod authorization;
mod behaviour;
mod client_credentials;
mod cors;
mod counts;
mod exchange;
mod form;
mod impersonation;
mod levers;
mod lifetimes;
mod logout;
mod people;
mod refresh_tokens;
mod refusal;
mod revocation;
mod token_endpoint;
mod user_info;
mod users;
mod violations;

use std::sync::Arc;

use anyhow::Context;
use axum::routing::{delete, get, post};
use axum::{Json, Router, middleware};
use parking_lot::Mutex;
use url::Url;

use crate::faults::Gate;
use crate::melody_server::MelodyServer;
use crate::signing_key::SigningKey;
use apps::Apps;
use behaviour::Behaviour;
use counts::Counts;
use people::People;
use refresh_tokens::{Grant, RefreshTokens};
use refusal::Refusal;

/// The stand-in. Its clones are the same one.
#[derive(Clone, Debug)]
pub(crate) struct StandIn(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    origin: String,
    key: &'static SigningKey,
    apps: Apps,
    people: Mutex<People>,
    refresh_tokens: RefreshTokens,
    behaviour: Mutex<Behaviour>,
    exchange: Gate,
    revoke: Gate,
    counts: Counts,
}

impl StandIn {
    /// A server at `origin` that knows the demo's people, and the demo's application: the page at `link_path` of the
    /// host's origin.
    pub(crate) fn new(origin: &str, host: &str, link_path: &str) -> anyhow::Result<Self> {
        let apps = Apps::of_demo(host, link_path);
        Ok(Self(Arc::new(Shared {
            origin: origin.to_owned(),
            key: SigningKey::of_this_process()?,
            people: Mutex::new(People::of_demo(&apps)),
            apps,
            refresh_tokens: RefreshTokens::default(),
            behaviour: Mutex::default(),
            exchange: Gate::default(),
            revoke: Gate::default(),
            counts: Counts::default(),
        })))
    }

    /// What a backend has to know of this server. The support person has signed in to the panel, as they would in a
    /// browser, and this is what their sign-in left behind; no lever reaches it.
    pub(crate) fn as_server(&self) -> anyhow::Result<MelodyServer> {
        let Apps { demo, panel, s2s } = &self.0.apps;
        let admin = self.0.people.lock().named("support").context("the demo has a support person")?;
        let session = Grant { of_console: true, ..Grant::ordinary(&admin, panel) };
        let now = Behaviour::default().now();
        Ok(MelodyServer {
            origin: Url::parse(&self.0.origin)?,
            s2s_client_id: s2s.client_id.clone(),
            s2s_secret: s2s.secret.clone(),
            admin_refresh_token: self.0.refresh_tokens.issue(session, lifetimes::SIGN_IN, now),
            app_id: demo.id,
            client_id: demo.client_id.clone(),
            redirect_uris: demo.redirect_uris.clone(),
        })
    }

    /// Everything it serves.
    pub(crate) fn router(&self) -> anyhow::Result<Router> {
        let keys = serde_json::to_value(self.0.key.published())?;
        let user = "/api/v1/users/{auth_id}";
        let server = Router::new()
            .route("/oauth2/v1/token", post(token_endpoint::token))
            .route("/oauth2/v1/revoke", post(revocation::revoke))
            .route("/oauth2/v1/userinfo", get(user_info::user_info))
            .route("/oauth2/v1/logout", get(logout::navigate))
            .route("/identity/v1/logout", post(logout::log_out))
            .route("/.well-known/jwks.json", get(async move || Json(keys.clone())))
            .route("/api/v1/users", get(users::list))
            .route(&format!("{user}/consented-apps"), get(users::consented_apps))
            .route(&format!("{user}/impersonation/{{app_id}}"), post(impersonation::impersonate))
            .route(&format!("{user}/active-sessions"), get(active_sessions::list))
            .route(&format!("{user}/active-sessions/{{session_id}}"), delete(active_sessions::end))
            .fallback(not_found)
            .method_not_allowed_fallback(not_found)
            .layer(middleware::from_fn_with_state(self.clone(), cors::every_origin));
        Ok(server.merge(levers::routes()).with_state(self.clone()))
    }

    fn behaviour(&self) -> Behaviour {
        self.0.behaviour.lock().clone()
    }
}

async fn not_found() -> Refusal {
    refusal::NOT_FOUND
}
