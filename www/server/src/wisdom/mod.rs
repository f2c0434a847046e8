//! A stand-in for a WisdomAI tenant: it mints real tokens, serves guest pages that use them, and misbehaves on request.

mod behaviour;
mod counts;
mod data;
mod graphql;
mod guests;
mod levers;
mod mint;
mod pages;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use axum::routing::{get, post};
use axum::{Json, Router};
use parking_lot::Mutex;
use tokio::sync::broadcast;

use crate::host_backend::secret::Secret;
use crate::origins::Origins;
use crate::signing_key::SigningKey;
use behaviour::Behaviour;
use counts::Counts;
use guests::Command;
use mint::Mint;

/// Commands that may wait for a guest page that is slow to take them.
const COMMANDS_WAITING: usize = 64;

/// The stand-in. Its clones are the same one.
#[derive(Clone, Debug)]
pub(crate) struct StandIn(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    access_key: Secret,
    people: Vec<String>,
    mint: Mint,
    token_life: Duration,
    behaviour: Mutex<Behaviour>,
    counts: Counts,
    commands: broadcast::Sender<Command>,
}

impl StandIn {
    /// A tenant with a fresh access key and signing key, which knows these people by their e-mail addresses.
    pub(crate) fn new(token_life: Duration, people: Vec<String>) -> anyhow::Result<Self> {
        Ok(Self(Arc::new(Shared {
            access_key: Secret::new(format!("stand-in-{:032x}", rand::random::<u128>())),
            people,
            mint: Mint::new(SigningKey::of_this_process()?),
            token_life,
            behaviour: Mutex::new(Behaviour::usual(token_life)),
            counts: Counts::default(),
            commands: broadcast::Sender::new(COMMANDS_WAITING),
        })))
    }

    pub(crate) fn access_key(&self) -> &Secret {
        &self.0.access_key
    }

    /// Everything it serves, with the guest pages from this folder.
    pub(crate) fn router(&self, guest: &Path, origins: &Origins) -> anyhow::Result<Router> {
        let keys = self.0.mint.published_keys()?;
        let routes = Router::new()
            .route("/graphql", post(graphql::graphql))
            .route("/api/data", get(data::data))
            .route("/.well-known/jwks.json", get(async move || Json(keys.clone())))
            .merge(levers::routes())
            .with_state(self.clone());
        Ok(routes.merge(pages::routes(self.clone(), guest, origins)?))
    }
}
