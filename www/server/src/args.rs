//! The command line.

use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use anyhow::{Context, bail, ensure};
use clap::Parser;
use tracing_subscriber::filter::LevelFilter;

use crate::host_backend::secret::Secret;
use crate::host_backend::support::melody_server::MelodyServer;
use crate::settings::{Mounts, Ports, Settings};
use crate::tenant::Tenant;

/// How long the backend waits for the vendors' servers: less than the 10 s for which the page waits for the backend.
const MINT_DEADLINE: Duration = Duration::from_secs(8);

/// How long a client may take to send the head of a request, and its body. An idle connection is closed as well.
const READ_DEADLINE: Duration = Duration::from_secs(20);

/// First path segments that the host backend uses itself.
const RESERVED: [&str; 8] =
    ["api", "config.json", "counts", "embed-host", "faults", "sign-in", "sign-out", "support"];

/// How the environment names real servers.
const ENVIRONMENT: &str = "\
With real servers, the sign-in is only for browsers that open the address with the one-time code: the member `open` of
the first line on standard output. Each time that one was let in, another line has the address for the next.

Environment, for a real WisdomAI tenant instead of its stand-in:
  WISDOM_ORIGIN      Its origin, such as https://acme.askwisdom.ai
  WISDOM_ACCESS_KEY  Its access key, with impersonation allowed
  WISDOM_USERS       Who the demo's users are there: alice=alice@yourcompany.com,bob=bob@yourcompany.com
                     Whoever is named here is created, unless WISDOM_PROVISION=off
  WISDOM_ROLES       Their roles: alice=EXPLORER+VIEWER (the default: to ask, and to see dashboards),bob=VIEWER
  WISDOM_ATTRIBUTES  What is stored with them: alice.region=Europe,bob.region=America
  WISDOM_SESSION_ATTRIBUTES
                     What is sent with each token instead: alice.report_id=q3
  WISDOM_DOMAINS     Ids of the domains in which the roles apply, separated by commas
  WISDOM_WORKSPACE   Id of the workspace, where a tenant has several

Environment, for a real Melody Auth server instead of its stand-in (all of them, or none):
  MELODY_URL                  Its origin, such as https://auth.yourcompany.com
  MELODY_S2S_CLIENT_ID        Client id of an S2S app with scope root
  MELODY_S2S_CLIENT_SECRET    Its secret
  MELODY_ADMIN_REFRESH_TOKEN  Refresh token of an admin who may impersonate, from their own sign-in to any SPA: it is in
                              that page's local storage, as melody-auth-refresh-token, and lives seven days
  MELODY_ADMIN_REFRESH_TOKEN_FILE
                              Optional: a file, mode 0600, that keeps the newest of a server that rotates them. What it
                              has goes before the variable above, which then need not be set
  MELODY_APP_ID               Number of the SPA app that links lead to, as the admin panel's address has it
  MELODY_CLIENT_ID            Client id of the same app
  MELODY_REDIRECT_URIS        Its redirect URIs, separated by commas; the demo's page is at /support/app";

/// Serves the embed-host demo on loopback: a host page with its backend, stand-ins for WisdomAI and for Melody Auth,
/// and an attacker's origin.
#[derive(Debug, Parser)]
#[command(version, after_help = ENVIRONMENT)]
pub struct Args {
    /// Port of the host page and its backend; 0 takes any free one.
    #[arg(long, value_name = "PORT", default_value_t = 8600)]
    pub host_port: u16,
    /// Port of the WisdomAI stand-in; 0 takes any free one.
    #[arg(long, value_name = "PORT", default_value_t = 8601)]
    pub wisdom_port: u16,
    /// Port of the attacker's origin; 0 takes any free one.
    #[arg(long, value_name = "PORT", default_value_t = 8602)]
    pub attacker_port: u16,
    /// Port of the Melody Auth stand-in; 0 takes any free one [default: the one after the attacker's, or any free one]
    #[arg(long, value_name = "PORT")]
    pub melody_port: Option<u16>,
    /// Folder of the host page.
    #[arg(long, value_name = "DIR", default_value = "www/host")]
    pub site: PathBuf,
    /// Folder of the stand-in's guest page.
    #[arg(long, value_name = "DIR", default_value = "www/guest")]
    pub guest: PathBuf,
    /// Folder of the built npm package, served at /embed-host/.
    #[arg(long, value_name = "DIR", default_value = "target/npm/embed-host")]
    pub package: PathBuf,
    /// Serves another folder, on the host's and on the attacker's origin; may be given several times.
    #[arg(long, value_name = "PATH=DIR")]
    pub mount: Vec<Mount>,
    /// Lifetime of the stand-in's tokens, in seconds.
    #[arg(long, value_name = "SECONDS", default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..))]
    pub token_life: u64,
    /// The access key that the stand-in accepts, for a backend of your own beside it [default: one that only this program has]
    #[arg(long, value_name = "KEY")]
    pub stand_in_access_key: Option<String>,
    /// File with the RSA key that signs the stand-ins' tokens (PKCS #8, in PEM) [default: a key of this process's own]
    #[arg(long, value_name = "FILE")]
    pub signing_key: Option<PathBuf>,
    /// How much to log on stderr: off, error, warn, info, debug or trace.
    #[arg(long, value_name = "LEVEL", default_value = "info")]
    pub log: LevelFilter,
    /// Exits when standard input is closed, which happens when the caller dies.
    #[arg(long)]
    pub exit_with_stdin: bool,
}

impl Args {
    /// The servers' settings, with stand-ins or with real servers.
    ///
    /// # Errors
    ///
    /// When there is no port after the attacker's.
    pub fn settings(self, tenant: Option<Tenant>, melody: Option<MelodyServer>) -> anyhow::Result<Settings> {
        let ports = Ports {
            host: self.host_port,
            wisdom: self.wisdom_port,
            attacker: self.attacker_port,
            melody: self.melody_port()?,
        };
        Ok(Settings {
            ports,
            site: self.site,
            guest: self.guest,
            package: self.package,
            mounts: self.mount.into_iter().map(|mount| (mount.path, mount.directory)).collect::<Mounts>(),
            token_life: Duration::from_secs(self.token_life),
            stand_in_access_key: self.stand_in_access_key.map(Secret::new),
            mint_deadline: MINT_DEADLINE,
            read_deadline: READ_DEADLINE,
            tenant,
            melody,
        })
    }

    fn melody_port(&self) -> anyhow::Result<u16> {
        match (self.melody_port, self.attacker_port) {
            (Some(port), _) => Ok(port),
            (None, 0) => Ok(0),
            (None, attacker) => attacker
                .checked_add(1)
                .context("there is no port after --attacker-port; choose one with --melody-port"),
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
        for text in [
            "e2e=x",
            "/=x",
            "/a/b=x",
            "/{x}=y",
            "/*=y",
            "/api=x",
            "/embed-host=x",
            "/support=x",
            "/e2e",
            "=x",
        ] {
            assert!(text.parse::<Mount>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_token_lives_at_least_a_second() {
        assert!(Args::try_parse_from(["server", "--token-life", "0"]).is_err());
        assert_eq!(Args::try_parse_from(["server"]).unwrap().token_life, 30);
    }

    #[test]
    fn the_auth_server_s_port_is_the_one_after_the_attacker_s_unless_it_is_chosen() {
        for (arguments, port) in [
            (vec![], Some(8603)),
            (vec!["--attacker-port", "9002"], Some(9003)),
            (vec!["--attacker-port", "0"], Some(0)),
            (vec!["--melody-port", "7", "--attacker-port", "0"], Some(7)),
            (vec!["--attacker-port", "65535"], None),
        ] {
            let args = Args::try_parse_from(["server"].into_iter().chain(arguments)).unwrap();
            assert_eq!(args.settings(None, None).ok().map(|settings| settings.ports.melody), port);
        }
    }
}
