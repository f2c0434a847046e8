//! The state of the stand-in, which every endpoint works on.

use std::sync::Arc;

use anyhow::Context;
use parking_lot::Mutex;
use url::Url;

use super::apps::Apps;
use super::behaviour::Behaviour;
use super::counts::Counts;
use super::lifetimes;
use super::refresh_tokens::{Grant, RefreshTokens};
use super::users::Users;
use crate::faults::Gate;
use crate::host_backend::support::melody_server::MelodyServer;
use crate::signing_key::SigningKey;

/// The stand-in. Clones share their state.
#[derive(Clone, Debug)]
pub(crate) struct StandIn(pub(super) Arc<Shared>);

#[derive(Debug)]
pub(super) struct Shared {
    pub(super) origin: String,
    pub(super) key: &'static SigningKey,
    pub(super) apps: Apps,
    pub(super) users: Mutex<Users>,
    pub(super) refresh_tokens: RefreshTokens,
    pub(super) behaviour: Mutex<Behaviour>,
    pub(super) exchange: Gate,
    pub(super) revoke: Gate,
    pub(super) counts: Counts,
}

impl StandIn {
    /// A server at `origin` with the demo's users and applications. Links lead to the page at `link_path` on the host's
    /// origin.
    pub(crate) fn new(origin: &str, host: &str, link_path: &str) -> anyhow::Result<Self> {
        let apps = Apps::demo(host, link_path);
        Ok(Self(Arc::new(Shared {
            origin: origin.to_owned(),
            key: SigningKey::of_this_process()?,
            users: Mutex::new(Users::demo(&apps)),
            apps,
            refresh_tokens: RefreshTokens::default(),
            behaviour: Mutex::default(),
            exchange: Gate::default(),
            revoke: Gate::default(),
            counts: Counts::default(),
        })))
    }

    /// The settings of a backend that uses this server. They include a refresh token as if the support person had
    /// signed in to the panel; the control endpoints do not reach it.
    pub(crate) fn as_server(&self) -> anyhow::Result<MelodyServer> {
        let Apps { demo, panel, s2s } = &self.0.apps;
        let admin = self.0.users.lock().named("support").context("the demo has a support person")?;
        let session = Grant { is_console: true, ..Grant::ordinary(&admin, panel) };
        let now = Behaviour::default().now();
        Ok(MelodyServer {
            origin: Url::parse(&self.0.origin)?,
            s2s_client_id: s2s.client_id.clone(),
            s2s_secret: s2s.secret.clone(),
            admin_refresh_token: self.0.refresh_tokens.issue(session, lifetimes::SIGN_IN, now),
            admin_token_file: None,
            app_id: demo.id,
            client_id: demo.client_id.clone(),
            redirect_uris: demo.redirect_uris.clone(),
        })
    }

    /// How it behaves now.
    pub(super) fn behaviour(&self) -> Behaviour {
        self.0.behaviour.lock().clone()
    }
}
