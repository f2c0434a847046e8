//! Puts the servers together and runs them.

use std::net::Ipv4Addr;
use std::sync::Arc;

use anyhow::Context;
use axum::serve::{Listener, ListenerExt};
use axum::{Router, middleware};
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use url::Url;

use crate::attacker;
use crate::demo_site::{self, AuthServer};
use crate::faults::layer::Faults;
use crate::host_backend::provisioning::directory::WisdomDirectory;
use crate::host_backend::secret::Secret;
use crate::host_backend::support::melody_client::MelodyClient;
use crate::host_backend::support::melody_server::MelodyServer;
use crate::host_backend::users::Accounts;
use crate::host_backend::wisdom_api::WisdomApi;
use crate::host_backend::wisdom_client::WisdomClient;
use crate::host_backend::{HostBackend, Wisdom};
use crate::melody;
use crate::melody::state::StandIn as MelodyStandIn;
use crate::origins::{self, Origins};
use crate::request_log;
use crate::settings::Settings;
use crate::tenant::Tenant;
use crate::wisdom;
use crate::wisdom::state::StandIn as WisdomStandIn;

/// Servers that are running. They stop when this is dropped.
#[derive(Debug)]
pub struct Servers {
    origins: Origins,
    tasks: JoinSet<std::io::Result<()>>,
}

impl Servers {
    /// Where they listen.
    pub fn origins(&self) -> &Origins {
        &self.origins
    }

    /// Waits until one of them fails.
    ///
    /// # Errors
    ///
    /// When one of them stops serving.
    pub async fn run(mut self) -> anyhow::Result<()> {
        while let Some(outcome) = self.tasks.join_next().await {
            outcome??;
        }
        Ok(())
    }

    fn new(origins: Origins) -> Self {
        Self { origins, tasks: JoinSet::new() }
    }

    fn serve(&mut self, listener: TcpListener, router: Router) {
        let listener = listener.tap_io(|stream| {
            // Sends small answers at once. If the option cannot be set, the socket still works.
            drop(stream.set_nodelay(true));
        });
        let router = router.layer(middleware::from_fn(request_log::log));
        self.tasks.spawn(async move { axum::serve(listener, router).await });
    }
}

/// Opens the listeners and begins to serve: with real servers if the settings name any, else with stand-ins.
///
/// # Errors
///
/// When a port is taken, or a setting cannot be used.
pub async fn start(mut settings: Settings) -> anyhow::Result<Servers> {
    let listener = listen(settings.ports.host, "--host-port").await?;
    let host = Host { origin: origins::host(port(&listener)?), listener };
    let auth = Auth::new(&mut settings, &host.origin).await?;
    match settings.tenant.take() {
        Some(tenant) => start_with_tenant(&settings, host, auth, tenant),
        None => start_with_stand_ins(settings, host, auth).await,
    }
}

/// The host's listener and its origin.
struct Host {
    listener: TcpListener,
    origin: String,
}

/// The real auth server, or its stand-in.
struct Auth {
    server: MelodyServer,
    stand_in: Option<(TcpListener, MelodyStandIn)>,
}

impl Auth {
    async fn new(settings: &mut Settings, host: &str) -> anyhow::Result<Self> {
        if let Some(server) = settings.melody.take() {
            return Ok(Self { server, stand_in: None });
        }
        let listener = listen(settings.ports.melody, "--melody-port").await?;
        let stand_in =
            MelodyStandIn::new(&origins::stand_in(port(&listener)?), host, demo_site::SUPPORT_APP)?;
        Ok(Self { server: stand_in.as_server()?, stand_in: Some((listener, stand_in)) })
    }

    fn origin(&self) -> String {
        self.server.origin.origin().ascii_serialization()
    }

    fn for_pages(&self) -> AuthServer {
        AuthServer { client_id: self.server.client_id.clone(), stand_in: self.stand_in.is_some() }
    }

    fn client(&self, settings: &Settings) -> anyhow::Result<MelodyClient> {
        MelodyClient::new(self.server.clone(), settings.mint_deadline)
    }

    fn serve(self, servers: &mut Servers) -> anyhow::Result<()> {
        if let Some((listener, stand_in)) = self.stand_in {
            servers.serve(listener, melody::router::router(stand_in)?);
        }
        Ok(())
    }
}

fn start_with_tenant(settings: &Settings, host: Host, auth: Auth, tenant: Tenant) -> anyhow::Result<Servers> {
    let tenant_origin = tenant.origin.origin().ascii_serialization();
    let origins = Origins::with_tenant(&host.origin, &tenant_origin, &auth.origin());
    let wisdom = wisdom_at(&tenant.origin, &tenant.access_key, tenant.workspace, settings)?;
    let accounts = Accounts::tenant(&tenant.accounts);
    let backend = HostBackend::new(&origins.host, accounts, wisdom, auth.client(settings)?);
    let router = demo_site::router(backend.clone(), settings, &origins, auth.for_pages(), None)?;
    let mut servers = Servers::new(origins);
    servers.serve(host.listener, router);
    auth.serve(&mut servers)?;
    backend.provision();
    Ok(servers)
}

async fn start_with_stand_ins(settings: Settings, host: Host, auth: Auth) -> anyhow::Result<Servers> {
    let wisdom = listen(settings.ports.wisdom, "--wisdom-port").await?;
    let attacker = listen(settings.ports.attacker, "--attacker-port").await?;
    let origins = Origins::on_loopback(&host.origin, port(&wisdom)?, port(&attacker)?, &auth.origin());

    let accounts = Accounts::demo()?;
    let stand_in = WisdomStandIn::new(settings.token_life)?;
    let address = Url::parse(&origins.wisdom)?;
    let client = wisdom_at(&address, stand_in.access_key(), None, &settings)?;
    let backend = HostBackend::new(&origins.host, accounts, client, auth.client(&settings)?);
    let faults = Some(Faults::default());

    let mut servers = Servers::new(origins.clone());
    let site = demo_site::router(backend.clone(), &settings, &origins, auth.for_pages(), faults)?;
    servers.serve(host.listener, site);
    servers.serve(wisdom, wisdom::router::router(stand_in, &settings.guest, &origins)?);
    servers.serve(attacker, attacker::router(&settings.mounts, &origins)?);
    auth.serve(&mut servers)?;
    backend.provision();
    Ok(servers)
}

/// How the backend uses the tenant at this origin.
fn wisdom_at(
    origin: &Url,
    access_key: &Secret,
    workspace: Option<String>,
    settings: &Settings,
) -> anyhow::Result<Wisdom> {
    let api = Arc::new(WisdomApi::new(origin, settings.mint_deadline)?);
    Ok(Wisdom {
        client: WisdomClient::new(Arc::clone(&api), access_key.clone()),
        directory: WisdomDirectory::new(api, access_key.clone(), workspace),
        deadline: settings.mint_deadline,
    })
}

async fn listen(port: u16, option: &str) -> anyhow::Result<TcpListener> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await;
    listener.with_context(|| format!("port {port} cannot be had; choose another with {option}"))
}

fn port(listener: &TcpListener) -> anyhow::Result<u16> {
    Ok(Listener::local_addr(listener)?.port())
}
