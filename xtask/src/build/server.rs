//! The demo and test server, and the example that runs beside it.

use crate::project::Project;
use crate::report;
use anyhow::{Context, Result};
use serde_json::Value;
use std::path::PathBuf;
use xshell::cmd;

/// The package of the server.
const SERVER: &str = "embed-host-server";

/// The package of the example of a token endpoint that runs beside it.
const TOKEN_ENDPOINT: &str = "token-endpoint";

/// Builds the server and returns its executable.
pub(crate) fn server(project: &Project) -> Result<PathBuf> {
    executable(&build(project, &[SERVER])?, SERVER)
}

/// Builds the server and the example, in one go: what both depend on is then compiled once, with the same features.
pub(crate) fn server_and_token_endpoint(project: &Project) -> Result<(PathBuf, PathBuf)> {
    let messages = build(project, &[SERVER, TOKEN_ENDPOINT])?;
    Ok((executable(&messages, SERVER)?, executable(&messages, TOKEN_ENDPOINT)?))
}

/// Builds packages and returns cargo's messages.
fn build(project: &Project, packages: &[&str]) -> Result<String> {
    report::step(&format!("Building {}", packages.join(" and ")));
    let shell = project.shell()?;
    let chosen = packages.iter().flat_map(|package| ["--package", package]);
    Ok(cmd!(shell, "cargo build {chosen...} --message-format=json-render-diagnostics").read()?)
}

/// The executable that cargo's messages name for a package: wherever the target folder is, cargo knows.
fn executable(messages: &str, package: &str) -> Result<PathBuf> {
    messages
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .filter(|message| message.pointer("/target/name").and_then(Value::as_str) == Some(package))
        .find_map(|message| message.get("executable")?.as_str().map(PathBuf::from))
        .with_context(|| format!("cargo named no executable of {package}"))
}

#[cfg(test)]
mod tests {
    use super::executable;
    use std::path::PathBuf;

    #[test]
    fn the_executable_is_read_from_cargos_messages() {
        let messages = r#"{"reason":"compiler-artifact","target":{"name":"server"},"executable":null}
            {"reason":"compiler-artifact","target":{"name":"server"},"executable":"/target/debug/server"}
            {"reason":"compiler-artifact","target":{"name":"other"},"executable":"/target/debug/other"}
            {"reason":"build-finished","success":true}"#;
        assert_eq!(executable(messages, "server").unwrap(), PathBuf::from("/target/debug/server"));
        assert_eq!(executable(messages, "other").unwrap(), PathBuf::from("/target/debug/other"));
        assert!(executable(messages, "third").is_err());
    }
}
