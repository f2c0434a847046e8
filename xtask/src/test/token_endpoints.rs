//! The token endpoints of the documentation, in four languages.

use super::javascript;
use crate::build;
use crate::project::Project;
use crate::setup::{go, node, python};
use anyhow::Result;
use std::path::PathBuf;
use xshell::cmd;

/// The folder of the programs.
const PROGRAMS: &str = "examples/token-endpoints";

/// Each program runs beside the stand-in for WisdomAI, and does what an embed expects of a token endpoint.
pub(super) fn run_beside_the_stand_in(project: &Project) -> Result<()> {
    node::TESTS.link(project)?;
    node::EXPRESS.link(project)?;
    let (server, axum) = build::server_and_token_endpoint(project)?;
    let variables = [
        ("EMBED_HOST_SERVER", server),
        ("TOKEN_ENDPOINT_AXUM", axum),
        ("TOKEN_ENDPOINT_GO", build_go(project)?),
        (
            "TOKEN_ENDPOINT_PYTHON",
            python::with_packages(project, &format!("{PROGRAMS}/fastapi/requirements.txt"))?,
        ),
    ];
    javascript::node_tests(project, &project.shell()?, "tests/token-endpoints", &variables)
}

fn build_go(project: &Project) -> Result<PathBuf> {
    let go = go::set_up(project)?;
    let program = project.path("target/token-endpoints").join(format!("go{}", std::env::consts::EXE_SUFFIX));
    let shell = project.shell()?;
    let _inside = shell.push_dir(format!("{PROGRAMS}/go"));
    // A newer toolchain than the one that is here would be downloaded otherwise.
    shell.set_var("GOTOOLCHAIN", "local");
    cmd!(shell, "{go} vet .").run()?;
    cmd!(shell, "{go} build -o {program} .").run()?;
    Ok(program)
}
