//! The dependencies: licences, sources, duplicates, and known vulnerabilities.

use crate::project::Project;
use crate::report;
use crate::setup::cargo_tools::Tool;
use anyhow::{Result, bail};
use xshell::cmd;

/// cargo-deny has no objection. Before a release it must have been able to look for known vulnerabilities.
pub(super) fn check(project: &Project, before_release: bool) -> Result<()> {
    let shell = project.shell()?;
    let deny = Tool::CargoDeny.set_up(project)?;
    cmd!(shell, "{deny} --workspace check bans licenses sources").run()?;
    // The advisories live in a git repository, which not every network reaches.
    let fetched = cmd!(shell, "{deny} fetch db").ignore_stderr().run().is_ok();
    if looks_for_advisories(fetched, before_release)? {
        cmd!(shell, "{deny} --workspace check advisories --disable-fetch").run()?;
    }
    Ok(())
}

fn looks_for_advisories(fetched: bool, before_release: bool) -> Result<bool> {
    if fetched {
        return Ok(true);
    }
    if before_release {
        bail!("the advisory database cannot be fetched here: make the release where it can");
    }
    report::note("The advisory database cannot be fetched here: known vulnerabilities are not looked for.");
    Ok(false)
}

#[cfg(test)]
mod tests {
    use super::looks_for_advisories;

    #[test]
    fn without_the_advisories_a_test_run_passes_and_a_release_fails() {
        for (fetched, before_release, looks) in [
            (true, false, Some(true)),
            (true, true, Some(true)),
            (false, false, Some(false)),
            (false, true, None),
        ] {
            assert_eq!(
                looks_for_advisories(fetched, before_release).ok(),
                looks,
                "{fetched} {before_release}"
            );
        }
    }
}
