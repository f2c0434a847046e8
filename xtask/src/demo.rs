//! Serves the demo.

use crate::project::Project;
use crate::{build, report};
use anyhow::{Context, Result, bail};
use serde_json::Value;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// Builds the package and the server, and serves the demo until it is ended.
pub(crate) fn run(project: &Project, port: u16, open: bool) -> Result<()> {
    let package = build::package(project)?;
    let executable = build::server(project)?;
    let mut server = start(project, &executable, &package.folder, port)?;
    let output = server.stdout.take().context("the demo server has no output")?;
    let mut lines = BufReader::new(output).lines();
    let first = lines.next().context("the demo server ended at once; is the port taken?")??;
    announce(&address(&first)?, open)?;
    lines.try_for_each(|line| line.map(|line| println!("{line}")))?;
    let status = server.wait()?;
    if !status.success() {
        bail!("the demo server ended with {status}");
    }
    Ok(())
}

fn start(project: &Project, executable: &Path, package: &Path, port: u16) -> Result<Child> {
    let [wisdom, attacker, melody] = next_ports(port)?;
    Command::new(executable)
        .current_dir(project.path(""))
        .args(["--host-port", &port.to_string()])
        .args(["--wisdom-port", &wisdom.to_string()])
        .args(["--attacker-port", &attacker.to_string()])
        .args(["--melody-port", &melody.to_string()])
        .arg("--package")
        .arg(package)
        // However this command ends, its end of the pipe closes, and the server ends with it.
        .arg("--exit-with-stdin")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .context("cannot start the demo server")
}

/// The ports of the guest page, of the attacker and of the auth server. Zero asks the system for free ones.
fn next_ports(port: u16) -> Result<[u16; 3]> {
    if port == 0 {
        return Ok([0; 3]);
    }
    let melody = port.checked_add(3).context("--port leaves no room for the three ports after it")?;
    Ok([port + 1, port + 2, melody])
}

/// The host page's address, from the first line that the server prints.
fn address(line: &str) -> Result<String> {
    let origins: Value = serde_json::from_str(line).context("the demo server's first line is not JSON")?;
    let host = origins.get("host").and_then(Value::as_str);
    Ok(format!("{}/", host.context("the demo server's first line names no host")?))
}

fn announce(address: &str, open: bool) -> Result<()> {
    println!("\n    The demo is at {address}\n    Ctrl-C ends it.\n");
    std::io::stdout().flush()?;
    if open && open::that(address).is_err() {
        report::note("No browser could be opened here.");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{address, next_ports};

    #[test]
    fn the_four_ports_follow_each_other() {
        assert_eq!(next_ports(8600).unwrap(), [8601, 8602, 8603]);
        assert_eq!(next_ports(0).unwrap(), [0, 0, 0]);
        assert!(next_ports(65_533).is_err());
    }

    #[test]
    fn the_address_comes_from_the_servers_first_line() {
        let line = r#"{"host":"http://localhost:8600","wisdom":"http://127.0.0.1:8601"}"#;
        assert_eq!(address(line).unwrap(), "http://localhost:8600/");
        assert!(address("listening").is_err());
    }
}
