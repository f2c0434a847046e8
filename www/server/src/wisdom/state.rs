//! The state of the stand-in, which every endpoint works on.

use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use tokio::sync::broadcast;

use super::behaviour::Behaviour;
use super::command::Command;
use super::counts::Counts;
use super::gates::Gates;
use super::mint::Mint;
use super::users::Users;
use crate::host_backend::secret::Secret;
use crate::signing_key::SigningKey;

/// How many commands may wait for a slow guest page.
const COMMANDS_WAITING: usize = 64;

/// The stand-in. Clones share their state.
#[derive(Clone, Debug)]
pub(crate) struct StandIn(pub(super) Arc<Shared>);

#[derive(Debug)]
pub(super) struct Shared {
    pub(super) access_key: Secret,
    pub(super) users: Users,
    pub(super) mint: Mint,
    pub(super) token_life: Duration,
    pub(super) behaviour: Mutex<Behaviour>,
    pub(super) gates: Gates,
    pub(super) counts: Counts,
    pub(super) commands: broadcast::Sender<Command>,
}

impl StandIn {
    /// A tenant with this access key, or a new one, and without users.
    pub(crate) fn new(token_life: Duration, access_key: Option<Secret>) -> anyhow::Result<Self> {
        let new_key = || Secret::new(format!("stand-in-{:032x}", rand::random::<u128>()));
        Ok(Self(Arc::new(Shared {
            access_key: access_key.unwrap_or_else(new_key),
            users: Users::default(),
            mint: Mint::new(SigningKey::of_this_process()?),
            token_life,
            behaviour: Mutex::new(Behaviour::usual(token_life)),
            gates: Gates::default(),
            counts: Counts::default(),
            commands: broadcast::Sender::new(COMMANDS_WAITING),
        })))
    }

    pub(crate) fn access_key(&self) -> &Secret {
        &self.0.access_key
    }
}
