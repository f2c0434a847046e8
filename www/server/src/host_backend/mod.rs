//! A reference backend for a page that embeds WisdomAI: who is signed in, and a fresh token for them. For support staff
//! it issues impersonation links.
//!
//! What to copy is [`token_endpoint`] with [`wisdom_client`] and [`token`], or [`support`], each with [`secret`] and
//! [`same_origin`]. The sign-in in [`session`] takes anyone's word for who they are: put your own in its place.

mod outgoing;
pub mod refusal;
pub mod same_origin;
pub mod secret;
pub mod session;
pub mod support;
pub mod token;
pub mod token_endpoint;
pub mod users;
pub mod wisdom_client;

use std::sync::Arc;

use axum::http::{HeaderValue, header};
use axum::routing::{get, post};
use axum::{Router, middleware};
use tower_http::set_header::SetResponseHeaderLayer;

use session::Sessions;
use support::melody_client::MelodyClient;
use users::Accounts;
use wisdom_client::WisdomClient;

/// What the backend's routes share.
#[derive(Clone, Debug)]
pub struct HostBackend {
    origin: Arc<str>,
    sessions: Sessions,
    accounts: Arc<Accounts>,
    wisdom: Arc<WisdomClient>,
    melody: Arc<MelodyClient>,
}

impl HostBackend {
    /// A backend for the pages of `origin`.
    pub fn new(origin: &str, accounts: Accounts, wisdom: WisdomClient, melody: MelodyClient) -> Self {
        Self {
            origin: origin.into(),
            sessions: Sessions::default(),
            accounts: Arc::new(accounts),
            wisdom: Arc::new(wisdom),
            melody: Arc::new(melody),
        }
    }
}

/// The backend's routes. No other origin's page may call them, and no cache may keep what they answer.
pub fn routes(backend: HostBackend) -> Router {
    let no_store =
        SetResponseHeaderLayer::overriding(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Router::new()
        .route("/sign-in", post(session::sign_in))
        .route("/sign-out", post(session::sign_out))
        .route("/api/me", get(session::me))
        .route(token_endpoint::PATH, get(token_endpoint::fresh_token))
        .merge(support::routes())
        .layer(middleware::from_fn_with_state(backend.clone(), same_origin::required))
        .layer(no_store)
        .with_state(backend)
}
