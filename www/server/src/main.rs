//! Serves the embed-host demo: see `--help`.

use std::env;
use std::io::{self, IsTerminal, Write};

use clap::Parser;
use embed_host_server::args::Args;
use embed_host_server::ending::Ending;
use embed_host_server::host_backend::support::melody_server::MelodyServer;
use embed_host_server::tenant::Tenant;
use embed_host_server::{Origins, start};
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::prelude::*;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let args = Args::parse();
    log_to_stderr(args.log);
    let ending = Ending::new(args.exit_with_stdin)?;
    let variable = |name: &str| env::var(name).ok();
    let (tenant, melody) = (Tenant::from_environment(variable)?, MelodyServer::from_environment(variable)?);
    let servers = start(args.settings(tenant, melody)?).await?;
    announce(servers.origins())?;
    tokio::select! {
        outcome = servers.run() => outcome,
        outcome = ending.asked_for() => outcome,
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

/// Prints all origins in one line of JSON. Every listener is open by now.
fn announce(origins: &Origins) -> anyhow::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "{}", serde_json::to_string(origins)?)?;
    out.flush()?;
    Ok(())
}
