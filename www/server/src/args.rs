//! The command line.

use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use anyhow::{bail, ensure};
use clap::Parser;
use tracing_subscriber::filter::LevelFilter;

use crate::servers::{Mounts, Ports, Settings};
use crate::tenant::Tenant;

/// How long the token endpoint waits for WisdomAI: less than the 10 s that the browser side waits for the endpoint.
const MINT_DEADLINE: Duration = Duration::from_secs(8);

/// First path segments that belong to the host backend itself.
const RESERVED: [&str; 7] = ["api", "config.json", "counts", "embed-host", "faults", "sign-in", "sign-out"];

/// Where a real tenant comes from.
const ENVIRONMENT: &str = "\
Environment:
  WISDOM_ORIGIN      A real tenant's origin, such as https://acme.askwisdom.ai: there are no stand-ins then
  WISDOM_ACCESS_KEY  Its access key, with impersonation allowed
  WISDOM_USERS       Who the demo's users are there: alice=alice@yourcompany.com,bob=bob@yourcompany.com";

/// Serves the embed-host demo on loopback: a host page with its backend, a stand-in for WisdomAI, and a stranger's origin.
#[derive(Debug, Parser)]
#[command(version, after_help = ENVIRONMENT)]
pub struct Args {
    /// Port of the host page and its backend; 0 takes any free one.
    #[arg(long, value_name = "PORT", default_value_t = 8600)]
    pub host_port: u16,
    /// Port of the WisdomAI stand-in; 0 takes any free one.
    #[arg(long, value_name = "PORT", default_value_t = 8601)]
    pub wisdom_port: u16,
    /// Port of the stranger's origin; 0 takes any free one.
    #[arg(long, value_name = "PORT", default_value_t = 8602)]
    pub stranger_port: u16,
    /// Folder of the host page.
    #[arg(long, value_name = "DIR", default_value = "www/host")]
    pub site: PathBuf,
    /// Folder of the stand-in's guest page.
    #[arg(long, value_name = "DIR", default_value = "www/guest")]
    pub guest: PathBuf,
    /// Folder of the built npm package, served at /embed-host/.
    #[arg(long, value_name = "DIR", default_value = "target/npm/embed-host")]
    pub package: PathBuf,
    /// Serves a further folder, on the host's and on the stranger's origin; may be given several times.
    #[arg(long, value_name = "PATH=DIR")]
    pub mount: Vec<Mount>,
    /// Life of the stand-in's tokens, in seconds.
    #[arg(long, value_name = "SECONDS", default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..))]
    pub token_life: u64,
    /// How much to log on stderr: off, error, warn, info, debug or trace.
    #[arg(long, value_name = "LEVEL", default_value = "info")]
    pub log: LevelFilter,
    /// Ends when standard input is closed, as it is when the caller dies.
    #[arg(long)]
    pub exit_with_stdin: bool,
}

impl Args {
    /// The servers' settings, for the stand-in or for a real tenant.
    pub fn settings(self, tenant: Option<Tenant>) -> Settings {
        Settings {
            ports: Ports { host: self.host_port, wisdom: self.wisdom_port, stranger: self.stranger_port },
            site: self.site,
            guest: self.guest,
            package: self.package,
            mounts: self.mount.into_iter().map(|mount| (mount.path, mount.directory)).collect::<Mounts>(),
            token_life: Duration::from_secs(self.token_life),
            mint_deadline: MINT_DEADLINE,
            tenant,
        }
    }
}

/// One `--mount PATH=DIR`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mount {
    path: String,
    directory: PathBuf,
}

impl FromStr for Mount {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let Some((path, directory)) = text.split_once('=') else {
            bail!("expected PATH=DIR, such as /e2e=tests/e2e/pages");
        };
        let name = path.strip_prefix('/').unwrap_or_default();
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        ensure!(
            !name.is_empty() && name.chars().all(plain),
            "a mount's path is one segment, such as /e2e, of letters, digits, '-' and '_'"
        );
        ensure!(!RESERVED.contains(&name), "/{name} belongs to the host backend");
        Ok(Self { path: path.to_owned(), directory: PathBuf::from(directory) })
    }
}

#[cfg(test)]
mod tests {
    use super::{Args, Mount};
    use clap::{CommandFactory, Parser};

    #[test]
    fn the_command_line_is_well_formed() {
        Args::command().debug_assert();
    }

    #[test]
    fn a_mount_is_a_path_and_a_folder() {
        let mount: Mount = "/e2e=tests/a=b".parse().unwrap();
        assert_eq!(mount, Mount { path: "/e2e".into(), directory: "tests/a=b".into() });
    }

    #[test]
    fn a_mount_that_would_hide_or_break_a_route_is_refused() {
        for text in ["e2e=x", "/=x", "/a/b=x", "/{x}=y", "/*=y", "/api=x", "/embed-host=x", "/e2e", "=x"] {
            assert!(text.parse::<Mount>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_token_lives_at_least_a_second() {
        assert!(Args::try_parse_from(["server", "--token-life", "0"]).is_err());
        assert_eq!(Args::try_parse_from(["server"]).unwrap().token_life, 30);
    }
}
