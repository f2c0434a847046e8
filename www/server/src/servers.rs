//! Puts the servers together and runs them.

use std::convert::Infallible;
use std::io::ErrorKind;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use axum::serve::{Listener, ListenerExt};
use axum::{Router, middleware};
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use url::Url;

use crate::attacker;
use crate::connections;
use crate::demo_site::{self, AuthServer};
use crate::faults::layer::Faults;
use crate::host_backend::metrics::Metrics;
use crate::host_backend::one_time_code::OneTimeCode;
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
    one_time_code: Option<OneTimeCode>,
    metrics: Arc<Metrics>,
    read_deadline: Duration,
    tasks: JoinSet<Infallible>,
}

impl Servers {
    /// Where they listen.
    pub fn origins(&self) -> &Origins {
        &self.origins
    }

    /// What lets a browser in. Without real credentials there is none, and every browser is.
    pub fn one_time_code(&self) -> Option<&OneTimeCode> {
        self.one_time_code.as_ref()
    }

    /// What the token endpoint counts. It is in the log each minute, too.
    pub fn metrics(&self) -> Arc<Metrics> {
        Arc::clone(&self.metrics)
    }

    /// Waits until one of them fails.
    ///
    /// # Errors
    ///
    /// When one of them stops serving.
    pub async fn run(mut self) -> anyhow::Result<()> {
        match self.tasks.join_next().await.transpose()? {
            Some(never) => match never {},
            None => Ok(()),
        }
    }

    fn new(
        origins: Origins,
        one_time_code: Option<OneTimeCode>,
        metrics: Arc<Metrics>,
        read_deadline: Duration,
    ) -> Self {
        let (mut tasks, logged) = (JoinSet::new(), Arc::clone(&metrics));
        tasks.spawn(async move { logged.log().await });
        Self { origins, one_time_code, metrics, read_deadline, tasks }
    }

    fn serve(&mut self, listener: TcpListener, router: Router) {
        let listener = listener.tap_io(|stream| {
            // Sends small answers at once. If the option cannot be set, the socket still works.
            drop(stream.set_nodelay(true));
        });
        let router = router.layer(middleware::from_fn(request_log::log));
        self.tasks.spawn(connections::serve(listener, router, self.read_deadline));
    }
}

/// Opens the listeners and begins to serve: with real servers if the settings name any, else with stand-ins.
///
/// # Errors
///
/// When a port is taken, or a setting cannot be used.
pub async fn start(mut settings: Settings) -> anyhow::Result<Servers> {
    let host = Host::new(&settings).await?;
    let auth = Auth::new(&mut settings, &host.origin).await?;
    match settings.tenant.take() {
        Some(tenant) => start_with_tenant(&settings, host, auth, tenant),
        None => start_with_stand_ins(settings, host, auth).await,
    }
}

/// The host's listeners, its origin, and the code that lets a browser in.
struct Host {
    listeners: Vec<TcpListener>,
    origin: String,
    one_time_code: Option<OneTimeCode>,
    read_deadline: Duration,
}

impl Host {
    /// `localhost` is two addresses. With real credentials the host has both, or another user of the machine could have
    /// the other one, and be what the browser finds at the address with the code.
    async fn new(settings: &Settings) -> anyhow::Result<Self> {
        let listener = listen(settings.ports.host, "--host-port").await?;
        let port = port(&listener)?;
        let mut listeners = vec![listener];
        let guarded = settings.have_credentials();
        if guarded {
            listeners.extend(listen_on_ipv6(port, "--host-port").await?);
        }
        Ok(Self {
            listeners,
            origin: origins::host(port),
            one_time_code: guarded.then(OneTimeCode::default),
            read_deadline: settings.read_deadline,
        })
    }

    /// The servers, with this one serving already.
    fn serve(self, origins: Origins, router: &Router, metrics: Arc<Metrics>) -> Servers {
        let mut servers = Servers::new(origins, self.one_time_code, metrics, self.read_deadline);
        for listener in self.listeners {
            servers.serve(listener, router.clone());
        }
        servers
    }
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
    let backend = HostBackend::new(&origins.host, accounts, wisdom, auth.client(settings)?)
        .behind(host.one_time_code.clone());
    let router = demo_site::router(backend.clone(), settings, &origins, auth.for_pages(), None)?;
    let mut servers = host.serve(origins, &router, backend.metrics());
    auth.serve(&mut servers)?;
    backend.provision();
    Ok(servers)
}

async fn start_with_stand_ins(settings: Settings, host: Host, auth: Auth) -> anyhow::Result<Servers> {
    let wisdom = listen(settings.ports.wisdom, "--wisdom-port").await?;
    let attacker = listen(settings.ports.attacker, "--attacker-port").await?;
    let origins = Origins::on_loopback(&host.origin, port(&wisdom)?, port(&attacker)?, &auth.origin());

    let accounts = Accounts::demo()?;
    let stand_in = WisdomStandIn::new(settings.token_life, settings.stand_in_access_key.clone())?;
    let address = Url::parse(&origins.wisdom)?;
    let client = wisdom_at(&address, stand_in.access_key(), None, &settings)?;
    let backend = HostBackend::new(&origins.host, accounts, client, auth.client(&settings)?)
        .behind(host.one_time_code.clone());
    let faults = Some(Faults::default());

    let site = demo_site::router(backend.clone(), &settings, &origins, auth.for_pages(), faults)?;
    let mut servers = host.serve(origins.clone(), &site, backend.metrics());
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
        read_deadline: settings.read_deadline,
    })
}

async fn listen(port: u16, option: &str) -> anyhow::Result<TcpListener> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await;
    listener.with_context(|| format!("port {port} cannot be had; choose another with {option}"))
}

/// The same port of the other loopback address. A machine without IPv6 has none, for nobody.
async fn listen_on_ipv6(port: u16, option: &str) -> anyhow::Result<Option<TcpListener>> {
    match TcpListener::bind((Ipv6Addr::LOCALHOST, port)).await {
        Err(error) if error.kind() == ErrorKind::AddrInUse => Err(error).with_context(|| {
            format!("port {port} of [::1] is somebody else's; choose another with {option}")
        }),
        listener => Ok(listener.ok()),
    }
}

fn port(listener: &TcpListener) -> anyhow::Result<u16> {
    Ok(Listener::local_addr(listener)?.port())
}
