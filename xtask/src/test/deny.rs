//! The dependencies: licences, sources, duplicates, and known vulnerabilities.

use crate::project::Project;
use crate::report;
use crate::setup::cargo_tools::Tool;
use anyhow::Result;
use xshell::cmd;

/// cargo-deny has no objection.
pub(super) fn check(project: &Project) -> Result<()> {
    let shell = project.shell()?;
    let deny = Tool::CargoDeny.set_up(project)?;
    cmd!(shell, "{deny} --workspace check bans licenses sources").run()?;
    // The advisories live in a git repository, which not every network reaches.
    if cmd!(shell, "{deny} fetch db").ignore_stderr().run().is_err() {
        report::note(
            "The advisory database cannot be fetched here: known vulnerabilities are not looked for.",
        );
        return Ok(());
    }
    Ok(cmd!(shell, "{deny} --workspace check advisories --disable-fetch").run()?)
}
