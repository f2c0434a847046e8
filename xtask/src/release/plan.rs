//! Which version a release is of, and which one it follows.

use super::changelog::Changelog;
use anyhow::{Result, bail};
use semver::Version;
use std::cmp::Ordering;

/// What is to be released.
#[derive(Debug, Eq, PartialEq)]
pub(super) struct Plan {
    /// Its version.
    pub(super) version: Version,
    /// The version before it, unless it is the first.
    pub(super) previous: Option<Version>,
}

impl Plan {
    /// The version that was asked for. Otherwise that of the manifest, if it is not released yet: who changes the API raises it.
    /// Otherwise the next patch.
    pub(super) fn new(asked: Option<Version>, manifest: Version, changelog: &Changelog) -> Result<Self> {
        let version = match (asked, changelog.newest()) {
            (Some(asked), _) => asked,
            (None, Some(newest)) if changelog.has_unreleased() && *newest >= manifest => next_patch(newest),
            (None, _) => manifest,
        };
        check(&version, changelog)?;
        changelog.entry(&version)?;
        Ok(Self { previous: changelog.newest_before(&version).cloned(), version })
    }
}

/// A release is newer than the others, or it is the newest, whose heading the changelog has by now.
fn check(version: &Version, changelog: &Changelog) -> Result<()> {
    let Some(newest) = changelog.newest() else { return Ok(()) };
    match version.cmp(newest) {
        Ordering::Greater => Ok(()),
        Ordering::Equal if !changelog.has_unreleased() => Ok(()),
        Ordering::Equal => bail!("{version} is released, and the changelog has more: name a newer version"),
        Ordering::Less => bail!("{version} is older than {newest}, which the changelog has"),
    }
}

fn next_patch(version: &Version) -> Version {
    Version::new(version.major, version.minor, version.patch + 1)
}

#[cfg(test)]
mod tests {
    use super::{Changelog, Plan, Version};

    const FIRST: &str = "# Changelog\n\n## Unreleased\n\n- All\n";
    const PREPARED: &str = "# Changelog\n\n## 0.1.0 (2026-01-01)\n\n- All\n";
    const LATER: &str = "# Changelog\n\n## Unreleased\n\n- More\n\n## 0.1.0 (2026-01-01)\n\n- All\n";

    fn plan(changelog: &str, manifest: &str, asked: Option<&str>) -> Result<Plan, String> {
        let version = |text| Version::parse(text).unwrap();
        Plan::new(asked.map(version), version(manifest), &Changelog::parse(changelog).unwrap())
            .map_err(|error| error.to_string())
    }

    #[test]
    fn the_version_is_that_of_the_manifest_until_it_is_released_and_then_the_next_patch() {
        for (changelog, manifest, asked, version, previous) in [
            (FIRST, "0.1.0", None, "0.1.0", None),
            (FIRST, "0.1.0", Some("0.2.0"), "0.2.0", None),
            (PREPARED, "0.1.0", None, "0.1.0", None),
            (PREPARED, "0.1.0", Some("0.1.0"), "0.1.0", None),
            (LATER, "0.1.0", None, "0.1.1", Some("0.1.0")),
            (LATER, "0.2.0", None, "0.2.0", Some("0.1.0")),
            (LATER, "0.1.0", Some("1.0.0"), "1.0.0", Some("0.1.0")),
        ] {
            let parse = |text| Version::parse(text).unwrap();
            let expected = Plan { version: parse(version), previous: previous.map(parse) };
            assert_eq!(
                plan(changelog, manifest, asked).unwrap(),
                expected,
                "{changelog} {manifest} {asked:?}"
            );
        }
    }

    #[test]
    fn a_version_that_is_released_or_that_nothing_is_written_of_is_an_error() {
        for (changelog, asked, message) in [
            (LATER, "0.1.0", "0.1.0 is released, and the changelog has more: name a newer version"),
            (LATER, "0.0.9", "0.0.9 is older than 0.1.0, which the changelog has"),
            (PREPARED, "0.0.9", "0.0.9 is older than 0.1.0, which the changelog has"),
            (PREPARED, "0.2.0", "the changelog has nothing for 0.2.0"),
        ] {
            assert_eq!(plan(changelog, "0.1.0", Some(asked)).unwrap_err(), message);
        }
    }
}
