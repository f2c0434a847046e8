//! What the backend's endpoints share.

use std::sync::Arc;

use super::sessions::Sessions;
use super::support::melody_client::MelodyClient;
use super::users::Accounts;
use super::wisdom_client::WisdomClient;

/// What the backend's endpoints share. Its clones are the same one.
#[derive(Clone, Debug)]
pub struct HostBackend {
    pub(super) origin: Arc<str>,
    pub(super) sessions: Sessions,
    pub(super) accounts: Arc<Accounts>,
    pub(super) wisdom: Arc<WisdomClient>,
    pub(super) melody: Arc<MelodyClient>,
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
