//! What the stand-in knows and has counted: every endpoint works on it.

use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use tokio::sync::broadcast;

use super::behaviour::Behaviour;
use super::command::Command;
use super::counts::Counts;
use super::mint::Mint;
use crate::host_backend::secret::Secret;
use crate::signing_key::SigningKey;

/// Commands that may wait for a guest page that is slow to take them.
const COMMANDS_WAITING: usize = 64;

/// The stand-in. Its clones are the same one.
#[derive(Clone, Debug)]
pub(crate) struct StandIn(pub(super) Arc<Shared>);

#[derive(Debug)]
pub(super) struct Shared {
    pub(super) access_key: Secret,
    pub(super) emails: Vec<String>,
    pub(super) mint: Mint,
    pub(super) token_life: Duration,
    pub(super) behaviour: Mutex<Behaviour>,
    pub(super) counts: Counts,
    pub(super) commands: broadcast::Sender<Command>,
}

impl StandIn {
    /// A tenant with a fresh access key and signing key, which knows the users of these e-mail addresses.
    pub(crate) fn new(token_life: Duration, emails: Vec<String>) -> anyhow::Result<Self> {
        Ok(Self(Arc::new(Shared {
            access_key: Secret::new(format!("stand-in-{:032x}", rand::random::<u128>())),
            emails,
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
}
