//! The demo and test server.

use crate::project::Project;
use crate::report;
use anyhow::{Context, Result};
use serde_json::Value;
use std::path::PathBuf;
use xshell::cmd;

/// Builds the server and returns its executable.
pub(crate) fn server(project: &Project) -> Result<PathBuf> {
    report::step("Building the server");
    let shell = project.shell()?;
    let messages =
        cmd!(shell, "cargo build --package embed-host-server --message-format=json-render-diagnostics")
            .read()?;
    executable(&messages).context("cargo named no executable of embed-host-server")
}

/// The last executable that cargo's messages name: wherever the target folder is, cargo knows.
fn executable(messages: &str) -> Option<PathBuf> {
    messages
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .filter_map(|message| message.get("executable")?.as_str().map(PathBuf::from))
        .next_back()
}

#[cfg(test)]
mod tests {
    use super::executable;
    use std::path::PathBuf;

    #[test]
    fn the_executable_is_read_from_cargos_messages() {
        let messages = "{\"reason\":\"compiler-artifact\",\"executable\":null}\n\
                        {\"reason\":\"compiler-artifact\",\"executable\":\"/target/debug/server\"}\n\
                        {\"reason\":\"build-finished\",\"success\":true}";
        assert_eq!(executable(messages), Some(PathBuf::from("/target/debug/server")));
        assert_eq!(executable("{\"reason\":\"build-finished\"}"), None);
    }
}
