//! What to serve, and where: ports, folders and real servers.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use crate::host_backend::secret::Secret;
use crate::host_backend::support::melody_server::MelodyServer;
use crate::tenant::Tenant;

/// More folders to serve, by their path.
pub type Mounts = BTreeMap<String, PathBuf>;

/// The ports to listen on; 0 takes any free one.
#[derive(Clone, Copy, Debug, Default)]
pub struct Ports {
    /// For the host page and its backend.
    pub host: u16,
    /// For the WisdomAI stand-in.
    pub wisdom: u16,
    /// For the attacker's origin.
    pub attacker: u16,
    /// For the Melody Auth stand-in.
    pub melody: u16,
}

/// What to serve, and where.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The ports.
    pub ports: Ports,
    /// Folder of the host page.
    pub site: PathBuf,
    /// Folder of the stand-in's guest page.
    pub guest: PathBuf,
    /// Folder of the built npm package.
    pub package: PathBuf,
    /// Folders served on the host's and on the attacker's origin.
    pub mounts: Mounts,
    /// Lifetime of the stand-in's tokens.
    pub token_life: Duration,
    /// The access key that the stand-in accepts; without one it makes its own.
    pub stand_in_access_key: Option<Secret>,
    /// How long the token endpoint waits for WisdomAI, and the support endpoints for Melody Auth.
    pub mint_deadline: Duration,
    /// How long a client may take to send the head of a request, and its body.
    pub read_deadline: Duration,
    /// A real tenant instead of its stand-in and the attacker.
    pub tenant: Option<Tenant>,
    /// A real auth server instead of its stand-in.
    pub melody: Option<MelodyServer>,
}

impl Settings {
    /// Whether somebody's real credentials are among them.
    pub(crate) fn have_credentials(&self) -> bool {
        self.tenant.is_some() || self.melody.is_some()
    }
}
