//! Reports of the public API: files in the work tree that change when it does, so that a reviewer sees it.
//!
//! That of the types is made and compared by `tests/types`, in each run. That of the crate is made by cargo-public-api of what
//! rustdoc writes as JSON.

use crate::project::{Project, read};
use crate::setup::cargo_tools::Tool;
use crate::setup::node;
use crate::setup::wasm_target::{self, TARGET};
use anyhow::{Context, Result, bail};
use serde_json::Value;
use xshell::cmd;

/// The report of the crate.
const RUST: &str = "tests/public-api/rust.txt";

/// Where rustdoc writes.
const JSON: &str = "target/public-api";

/// The format of rustdoc's JSON that this cargo-public-api reads. Rust 1.95 writes it.
const FORMAT: u64 = 57;

/// Rewrites both reports.
pub(crate) fn write(project: &Project) -> Result<()> {
    let shell = project.shell()?;
    node::TESTS.link(project)?;
    let node = node::program("node")?;
    cmd!(shell, "{node} tests/types/write-public-api.mjs").run()?;
    let api = of_crate(project)?;
    Ok(shell.write_file(RUST, api)?)
}

/// The report of the crate is that of its API.
pub(crate) fn check_crate(project: &Project) -> Result<()> {
    let shell = project.shell()?;
    let now = project.path(JSON).join("rust.txt");
    shell.write_file(&now, of_crate(project)?)?;
    cmd!(shell, "git --no-pager diff --no-index --exit-code {RUST} {now}").run().context(
        "the public API of the crate has changed: if that is meant, `cargo xtask public-api` rewrites the report of it",
    )
}

/// Every public item, a line each, as a Rust front end has it.
fn of_crate(project: &Project) -> Result<String> {
    wasm_target::set_up(project)?;
    let (shell, target) = (project.shell()?, project.path(JSON));
    let rustdoc = ["-Z", "unstable-options", "--output-format", "json", "--cap-lints", "allow"];
    // Rustdoc's JSON is not stable yet. cargo-semver-checks gets it from a stable compiler by the same variable.
    cmd!(
        shell,
        "cargo rustdoc --package embed-host --lib --target {TARGET} --target-dir {target} -- {rustdoc...}"
    )
    .env("RUSTC_BOOTSTRAP", "1")
    .run()?;
    let json = target.join(TARGET).join("doc/embed_host.json");
    check_format(&read(&json)?)?;
    let tool = Tool::CargoPublicApi.set_up(project)?;
    // What every type gets by itself would be most of the lines.
    let omit = "blanket-impls,auto-trait-impls";
    let api = cmd!(shell, "{tool} public-api --rustdoc-json {json} --omit {omit} --color never");
    Ok(api.quiet().read()? + "\n")
}

fn check_format(json: &str) -> Result<()> {
    let json: Value = serde_json::from_str(json).context("rustdoc wrote no JSON")?;
    match json.get("format_version").and_then(Value::as_u64) {
        Some(FORMAT) => Ok(()),
        other => bail!(
            "the rustdoc of this toolchain writes its JSON in format {}, and this cargo-public-api reads format {FORMAT}: use \
             Rust 1.95, or set newer ones in xtask/src/setup/cargo_tools.rs and xtask/src/public_api.rs",
            other.map_or("unknown".to_owned(), |version| version.to_string())
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::check_format;

    #[test]
    fn another_format_than_the_tool_reads_is_an_error_that_says_what_to_do() {
        assert!(check_format(r#"{"format_version":57}"#).is_ok());
        for (json, message) in [
            (
                r#"{"format_version":58}"#,
                "in format 58, and this cargo-public-api reads format 57: use Rust 1.95",
            ),
            ("{}", "in format unknown"),
            ("text", "rustdoc wrote no JSON"),
        ] {
            let error = check_format(json).unwrap_err().to_string();
            assert!(error.contains(message), "{error}");
        }
    }
}
