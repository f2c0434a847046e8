//! Mints tokens, once for all who ask for the same user at the same time.
//!
//! A token that is being minted is nobody's yet, so whoever asks meanwhile may have it: two tabs, or two embeds that share no
//! source. Who asks later may be the page that just got it and wants a newer one, so that is a new mint. The mints of a user
//! come one after another: each is newer than all that their pages have had.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::time::{self, Instant};

use super::provisioning::ProvisionError;
use super::single_flight::{Boarding, SingleFlight};
use super::state::HostBackend;
use super::token::Token;
use super::users::DemoUser;
use super::wisdom_api::WisdomError;

/// The mints under way, by user: in the demo, all that a token is made from belongs to the user. If yours have attributes
/// of a session, or of a page, make those a part of the key.
#[derive(Debug, Default)]
pub(super) struct Mints {
    under_way: SingleFlight<DemoUser, Result<Minted, Arc<NoToken>>>,
    minted: AtomicU64,
}

/// A token, fresh from WisdomAI.
#[derive(Clone, Debug)]
pub(super) struct Minted {
    pub(super) token: Token,
    /// A later one has a larger number, also within one second of `iat`.
    pub(super) number: u64,
    pub(super) at: Instant,
}

/// Why there is no token.
#[derive(Debug, thiserror::Error)]
pub(super) enum NoToken {
    /// The user could not be set up. A token without their limits might show too much, so there is none.
    #[error(transparent)]
    Provisioning(#[from] Arc<ProvisionError>),
    #[error(transparent)]
    Minting(#[from] WisdomError),
    /// A fault of this backend.
    #[error("minting broke off")]
    Broken,
}

impl HostBackend {
    /// A token that nobody has had before this call began.
    pub(super) async fn mint(&self, user: DemoUser) -> Result<Minted, Arc<NoToken>> {
        let backend = self.clone();
        let (flight, boarding) = self.mints.under_way.board(user, || backend.minted(user));
        if boarding == Boarding::Joined {
            self.metrics.count(|tally| tally.joined += 1);
        }
        flight.await.unwrap_or_else(|| Err(Arc::new(NoToken::Broken)))
    }

    /// What a flight does. It has a deadline of its own, whoever waits for it, and reports once for all of them.
    async fn minted(self, user: DemoUser) -> Result<Minted, Arc<NoToken>> {
        let token = time::timeout(self.mint_deadline, self.token_for(user)).await;
        match token.unwrap_or(Err(NoToken::Minting(WisdomError::TooSlow))) {
            Ok(token) => {
                tracing::info!("minted a token for {user:?}");
                self.metrics.count(|tally| tally.minted += 1);
                let number = self.mints.minted.fetch_add(1, Ordering::Relaxed);
                Ok(Minted { token, number, at: Instant::now() })
            }
            Err(error) => {
                let error = Arc::new(error);
                tracing::warn!("no token for {user:?}: {:#}", anyhow::Error::from(Arc::clone(&error)));
                self.metrics.count(|tally| tally.failed += 1);
                Err(error)
            }
        }
    }

    async fn token_for(&self, user: DemoUser) -> Result<Token, NoToken> {
        self.provisioner.ready(user).await?;
        let minted = self.wisdom.impersonate(self.accounts.get(user)).await;
        if matches!(minted, Err(WisdomError::Refused(_))) {
            // Perhaps because the user was deleted there. The next call finds out.
            self.provisioner.forget(user);
        }
        Ok(minted?)
    }
}
