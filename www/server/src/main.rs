//! Serves the embed-host demo: see `--help`.

use std::env;
use std::future;
use std::io::{self, IsTerminal, Write};

use clap::Parser;
use embed_host_server::args::Args;
use embed_host_server::ending::Ending;
use embed_host_server::host_backend::one_time_code::OneTimeCode;
use embed_host_server::host_backend::secret::Secret;
use embed_host_server::host_backend::support::melody_server::MelodyServer;
use embed_host_server::tenant::Tenant;
use embed_host_server::{Origins, signing_key, start};
use serde::Serialize;
use tokio::sync::watch;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::prelude::*;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let args = Args::parse();
    log_to_stderr(args.log);
    let ending = Ending::new(args.exit_with_stdin)?;
    if let Some(file) = &args.signing_key {
        signing_key::read(file)?;
    }
    let variable = |name: &str| env::var(name).ok();
    let (tenant, melody) = (Tenant::from_environment(variable)?, MelodyServer::from_environment(variable)?);
    let servers = start(args.settings(tenant, melody)?).await?;
    let mut entrance = servers.one_time_code().map(|code| Entrance::new(&servers.origins().host, code));
    announce(servers.origins(), entrance.as_mut().map(Entrance::address))?;
    tokio::select! {
        outcome = servers.run() => outcome,
        outcome = ending.asked_for() => outcome,
        outcome = announce_entrances(entrance) => outcome,
    }
}

/// Logs only this program's own lines: libraries may log addresses, and some addresses contain a token.
fn log_to_stderr(level: LevelFilter) {
    let colours = io::stderr().is_terminal();
    let lines =
        tracing_subscriber::fmt::layer().with_writer(io::stderr).with_ansi(colours).with_target(false);
    let own = Targets::new().with_target("embed_host_server", level);
    tracing_subscriber::registry().with(lines.with_filter(own)).init();
}

/// The first line on standard output.
#[derive(Serialize)]
struct Announcement<'origins> {
    #[serde(flatten)]
    origins: &'origins Origins,
    /// The address with the code that lets a browser in, if one is needed.
    #[serde(skip_serializing_if = "Option::is_none")]
    open: Option<String>,
}

/// Prints all origins in one line of JSON. Every listener is open by now.
fn announce(origins: &Origins, open: Option<String>) -> anyhow::Result<()> {
    print(&serde_json::to_string(&Announcement { origins, open })?)
}

/// Prints the address for another browser whenever one was let in.
async fn announce_entrances(entrance: Option<Entrance>) -> anyhow::Result<()> {
    let Some(mut entrance) = entrance else { return future::pending().await };
    loop {
        let address = entrance.next().await?;
        print(&format!("A browser was let in by the code. For another one, open {address}"))?;
    }
}

fn print(line: &str) -> anyhow::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "{line}")?;
    out.flush()?;
    Ok(())
}

/// The host's address with the latest code. That is in the fragment, which no browser sends to a server.
struct Entrance {
    host: String,
    codes: watch::Receiver<Secret>,
}

impl Entrance {
    fn new(host: &str, code: &OneTimeCode) -> Self {
        Self { host: host.to_owned(), codes: code.subscribe() }
    }

    fn address(&mut self) -> String {
        format!("{}/#code={}", self.host, self.codes.borrow_and_update().expose())
    }

    async fn next(&mut self) -> anyhow::Result<String> {
        self.codes.changed().await?;
        Ok(self.address())
    }
}
