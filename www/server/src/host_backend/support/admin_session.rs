//! The sign-in of the admin in whose name links are made.
//!
//! A server with rotation replaces the refresh token at each use, and its answer is the only copy of the next one. So an
//! exchange runs in a task of its own that stores what comes, however late. Requests only wait for it: one that is
//! cancelled, or whose deadline passes, loses nothing.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::{BoxFuture, Shared};
use parking_lot::Mutex;
use tokio::{task, time};

use super::melody_api::{MelodyApi, Tokens};
use super::melody_error::MelodyError;
use super::step::Step;
use super::token_file::TokenFile;
use crate::host_backend::secret::Secret;

/// How long an exchange may take: much longer than any request waits for it, since a late answer is needed too.
const EXCHANGE_DEADLINE: Duration = Duration::from_secs(120);

/// One exchange, shared by all who wait for it.
type Flight = Shared<BoxFuture<'static, Result<Secret, Arc<MelodyError>>>>;

/// The sign-in of one admin. The demo has one support person; with more of them, keep one in each session.
pub(super) struct AdminSession {
    kept: Arc<Kept>,
    flight: Mutex<Option<Flight>>,
}

/// What an exchange needs, and what it leaves.
struct Kept {
    api: Arc<MelodyApi>,
    refresh_token: Mutex<Secret>,
    file: Option<TokenFile>,
}

impl AdminSession {
    pub(super) fn new(api: Arc<MelodyApi>) -> Self {
        let refresh_token = Mutex::new(api.server.admin_refresh_token.clone());
        let file = api.server.admin_token_file.clone();
        Self { kept: Arc::new(Kept { api, refresh_token, file }), flight: Mutex::default() }
    }

    /// The admin's access token, from the exchange that is under way or from a new one.
    pub(super) async fn access_token(&self) -> Result<Secret, MelodyError> {
        self.flight().await.map_err(MelodyError::AdminSession)
    }

    fn flight(&self) -> Flight {
        let mut current = self.flight.lock();
        if let Some(flight) = current.as_ref().filter(|flight| flight.peek().is_none()) {
            return flight.clone();
        }
        let kept = Arc::clone(&self.kept);
        let flight = async move { kept.exchange().await.map_err(Arc::new) }.boxed().shared();
        task::spawn(flight.clone());
        *current = Some(flight.clone());
        flight
    }
}

impl Kept {
    async fn exchange(&self) -> Result<Secret, MelodyError> {
        let refresh_token = self.refresh_token.lock().clone();
        let exchange = time::timeout(EXCHANGE_DEADLINE, self.api.refresh(&refresh_token));
        let Tokens { access_token, refresh_token } = exchange.await.map_err(|_| MelodyError::TooSlow)??;
        if let Some(rotated) = refresh_token.filter(|token| !token.is_empty()) {
            self.keep(Secret::new(rotated)).await;
        }
        access_token.map(Secret::new).ok_or(MelodyError::Unusable(Step::SupportSignIn))
    }

    /// The token is as good for this process if it cannot be written down.
    async fn keep(&self, token: Secret) {
        *self.refresh_token.lock() = token.clone();
        let Some(file) = self.file.clone() else { return };
        let stored = task::spawn_blocking(move || file.store(&token)).await;
        let failure = stored
            .map_or_else(|error| Some(error.to_string()), |stored| Some(stored.err()?.kind().to_string()));
        if let Some(failure) = failure {
            tracing::error!(
                "the admin's new refresh token is not in the file of MELODY_ADMIN_REFRESH_TOKEN_FILE, and will be lost at a restart: {failure}"
            );
        }
    }
}

impl fmt::Debug for AdminSession {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("AdminSession(…)")
    }
}
