//! What the backend's endpoints share.

use std::sync::Arc;
use std::time::Duration;

use super::limits::Limits;
use super::metrics::Metrics;
use super::minting::Mints;
use super::one_time_code::OneTimeCode;
use super::provisioning::Provisioner;
use super::provisioning::directory::WisdomDirectory;
use super::sessions::Sessions;
use super::support::melody_client::MelodyClient;
use super::users::Accounts;
use super::wisdom_client::WisdomClient;

/// What the backend's endpoints share. Its clones are the same one.
#[derive(Clone, Debug)]
pub struct HostBackend {
    pub(super) origin: Arc<str>,
    pub(super) sessions: Sessions,
    pub(super) limits: Arc<Limits>,
    pub(super) accounts: Arc<Accounts>,
    pub(super) wisdom: Arc<WisdomClient>,
    pub(super) provisioner: Arc<Provisioner<WisdomDirectory>>,
    pub(super) mints: Arc<Mints>,
    pub(super) mint_deadline: Duration,
    pub(super) metrics: Arc<Metrics>,
    /// How long a request may take, from the end of its head to the head of the answer.
    pub(super) request_deadline: Duration,
    pub(super) melody: Arc<MelodyClient>,
    pub(super) one_time_code: Option<OneTimeCode>,
}

/// How the backend uses WisdomAI.
#[derive(Debug)]
pub struct Wisdom {
    /// Mints tokens.
    pub client: WisdomClient,
    /// Knows and creates users.
    pub directory: WisdomDirectory,
    /// How long a token request may take.
    pub deadline: Duration,
    /// How long a client may take to send the body of a request.
    pub read_deadline: Duration,
}

impl HostBackend {
    /// A backend for the pages of `origin`.
    pub fn new(origin: &str, accounts: Accounts, wisdom: Wisdom, melody: MelodyClient) -> Self {
        let accounts = Arc::new(accounts);
        Self {
            origin: origin.into(),
            sessions: Sessions::default(),
            limits: Arc::default(),
            wisdom: Arc::new(wisdom.client),
            provisioner: Arc::new(Provisioner::new(wisdom.directory, Arc::clone(&accounts))),
            mints: Arc::default(),
            mint_deadline: wisdom.deadline,
            metrics: Arc::default(),
            request_deadline: wisdom.read_deadline + wisdom.deadline,
            accounts,
            melody: Arc::new(melody),
            one_time_code: None,
        }
    }

    /// The same, for browsers that were let in by this code.
    #[must_use]
    pub fn behind(self, one_time_code: Option<OneTimeCode>) -> Self {
        Self { one_time_code, ..self }
    }

    /// What the token endpoint counts.
    pub fn metrics(&self) -> Arc<Metrics> {
        Arc::clone(&self.metrics)
    }

    /// Starts to provision all users, so that nobody has to wait for it later.
    pub fn provision(&self) {
        self.provisioner.begin_all();
    }
}
