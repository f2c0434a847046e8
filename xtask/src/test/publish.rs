//! Whether the registries would take what is published, without publishing it.

use super::run::Run;
use crate::project::Project;
use crate::setup::node;
use crate::setup::wasm_target::{self, TARGET};
use anyhow::{Context, Result, bail};
use serde_json::Value;
use xshell::cmd;

/// How npm's warnings about a package begin.
const WARNING: &str = "npm warn publish ";

/// npm would publish the package as it is, as the tarball that the other parts test.
pub(super) fn npm(run: &Run) -> Result<()> {
    let (package, shell, npm) = (run.package()?, run.project.shell()?, node::program("npm")?);
    let folder = &package.folder;
    // The registry is asked before a release alone: between releases it has the version of the work tree, and would refuse it.
    let offline = (!run.before_release).then_some("--offline");
    let options = ["--dry-run", "--json", "--ignore-scripts", "--access", "public", "--loglevel", "notice"];
    let output = cmd!(shell, "{npm} publish {folder} {options...} {offline...}").ignore_status().output()?;
    let answer = String::from_utf8_lossy(&output.stdout);
    let messages = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() {
        bail!("npm would not publish the package: {messages}");
    }
    judge(&answer, &messages, &package.integrity)
}

fn judge(answer: &str, messages: &str, tested: &str) -> Result<()> {
    // Nobody is logged in where the tests run.
    let is_about_the_package = |line: &&str| line.starts_with(WARNING) && !line.contains("logged in");
    let warnings: Vec<&str> = messages.lines().filter(is_about_the_package).collect();
    if !warnings.is_empty() {
        bail!("npm would publish another package: {}", warnings.join("\n"));
    }
    let answer: Value = serde_json::from_str(answer).context("npm publish printed no JSON")?;
    // Below the package's name since npm 11.
    let integrity = answer.pointer("/embed-host/integrity").or(answer.pointer("/integrity"));
    match integrity.and_then(Value::as_str) {
        Some(integrity) if integrity == tested => Ok(()),
        other => {
            bail!("npm would publish another tarball than the tested {tested}: {}", other.unwrap_or("none"))
        }
    }
}

/// cargo would publish the crate, and what it would publish compiles, for a browser and for a server.
pub(super) fn crate_(run: &Run) -> Result<()> {
    wasm_target::set_up(&run.project)?;
    // A test run is for changes that are not committed yet; a release is not.
    let dirty = (!run.before_release).then_some("--allow-dirty");
    publish_crate(&run.project, dirty, &[])?;
    publish_crate(&run.project, dirty, &["--target", TARGET])
}

fn publish_crate(project: &Project, dirty: Option<&str>, target: &[&str]) -> Result<()> {
    let shell = project.shell()?;
    Ok(cmd!(shell, "cargo publish --dry-run --package embed-host {dirty...} {target...}").run()?)
}

#[cfg(test)]
mod tests {
    use super::judge;

    const ANSWER: &str = r#"{"embed-host":{"integrity":"sha512-x"}}"#;
    const LOGIN: &str =
        "npm warn publish This command requires you to be logged in to a registry (dry-run)\n";

    #[test]
    fn a_package_that_npm_takes_as_it_is_passes() {
        for answer in [ANSWER, r#"{"integrity":"sha512-x"}"#] {
            assert!(judge(answer, LOGIN, "sha512-x").is_ok(), "{answer}");
        }
    }

    #[test]
    fn one_that_npm_would_correct_and_another_tarball_are_errors() {
        let corrected =
            format!("{LOGIN}npm warn publish npm auto-corrected some errors in your package.json\n");
        for (answer, messages, message) in [
            (ANSWER, corrected.as_str(), "npm auto-corrected some errors"),
            (
                r#"{"embed-host":{"integrity":"sha512-y"}}"#,
                LOGIN,
                "another tarball than the tested sha512-x: sha512-y",
            ),
            ("{}", LOGIN, "another tarball than the tested sha512-x: none"),
        ] {
            let error = judge(answer, messages, "sha512-x").unwrap_err().to_string();
            assert!(error.contains(message), "{error}");
        }
    }
}
