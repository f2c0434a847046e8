//! The changelog: a section for each version, the newest first, and above them what is not released yet.

use anyhow::{Context, Result, bail};
use semver::Version;

/// How the section of what is not released yet is called.
const UNRELEASED: &str = "Unreleased";

/// What a heading of a section begins with.
const HEADING: &str = "## ";

/// A changelog that was read.
#[derive(Debug)]
pub(super) struct Changelog<'text> {
    text: &'text str,
    sections: Vec<Section<'text>>,
}

/// A heading, and what is below it.
#[derive(Debug)]
struct Section<'text> {
    heading: &'text str,
    /// None of what is not released yet.
    version: Option<Version>,
    body: &'text str,
}

impl<'text> Changelog<'text> {
    /// Reads a changelog. A heading is `Unreleased`, or a version with its date.
    pub(super) fn parse(text: &'text str) -> Result<Self> {
        let starts: Vec<usize> = text.match_indices(&format!("\n{HEADING}")).map(|(at, _)| at + 1).collect();
        let ends = starts.iter().skip(1).copied().chain([text.len()]);
        let sections = starts.iter().zip(ends).filter_map(|(&start, end)| text.get(start..end));
        Ok(Self { text, sections: sections.map(Section::parse).collect::<Result<_>>()? })
    }

    /// Whether there is something that no version has.
    pub(super) fn has_unreleased(&self) -> bool {
        self.unreleased().is_some()
    }

    /// The newest version.
    pub(super) fn newest(&self) -> Option<&Version> {
        self.versions().next()
    }

    /// The newest version before another one.
    pub(super) fn newest_before(&self, version: &Version) -> Option<&Version> {
        self.versions().find(|&released| released < version)
    }

    /// What a version has, or will have.
    pub(super) fn entry(&self, version: &Version) -> Result<&'text str> {
        let section = self.sections.iter().find(|section| section.version.as_ref() == Some(version));
        match section.or(self.unreleased()).map(|section| section.body.trim()) {
            None | Some("") => bail!("the changelog has nothing for {version}"),
            Some(entry) => Ok(entry),
        }
    }

    /// The changelog in which what is not released yet is a version. One in which it is already stays as it is.
    pub(super) fn with_released(&self, version: &Version, date: &str) -> String {
        match self.unreleased() {
            Some(section) => self.text.replacen(section.heading, &format!("{HEADING}{version} ({date})"), 1),
            None => self.text.to_owned(),
        }
    }

    fn unreleased(&self) -> Option<&Section<'text>> {
        self.sections.first().filter(|section| section.version.is_none())
    }

    fn versions(&self) -> impl Iterator<Item = &Version> {
        self.sections.iter().filter_map(|section| section.version.as_ref())
    }
}

impl<'text> Section<'text> {
    fn parse(text: &'text str) -> Result<Self> {
        let (heading, body) = text.split_once('\n').unwrap_or((text, ""));
        let title = heading.trim_start_matches(HEADING).trim();
        if title == UNRELEASED {
            return Ok(Self { heading, version: None, body });
        }
        let version = title.split_once(" (").and_then(|(version, _)| Version::parse(version).ok());
        let version = version.with_context(|| {
            format!("the changelog has the heading “{title}”, not {UNRELEASED} or 1.2.3 (2026-01-31)")
        })?;
        Ok(Self { heading, version: Some(version), body })
    }
}

#[cfg(test)]
mod tests {
    use super::Changelog;
    use semver::Version;

    const TEXT: &str = "# Changelog\n\n## Unreleased\n\n- New: `x`\n\n## 0.2.0 (2026-02-01)\n\n- Second\n\n## 0.1.0 (2026-01-01)\n\n- First\n";

    fn version(text: &str) -> Version {
        Version::parse(text).unwrap()
    }

    #[test]
    fn a_version_has_its_own_section_and_the_next_one_what_is_unreleased() {
        let changelog = Changelog::parse(TEXT).unwrap();
        for (of, entry) in [("0.1.0", "- First"), ("0.2.0", "- Second"), ("0.3.0", "- New: `x`")] {
            assert_eq!(changelog.entry(&version(of)).unwrap(), entry);
        }
    }

    #[test]
    fn a_version_of_which_nothing_is_written_is_an_error() {
        for text in
            ["# Changelog\n", "# Changelog\n\n## Unreleased\n\n", "# Changelog\n\n## 0.1.0 (x)\n\n- First\n"]
        {
            let error = Changelog::parse(text).unwrap().entry(&version("0.2.0")).unwrap_err();
            assert_eq!(error.to_string(), "the changelog has nothing for 0.2.0");
        }
    }

    #[test]
    fn the_newest_version_stands_first() {
        let changelog = Changelog::parse(TEXT).unwrap();
        assert_eq!(changelog.newest(), Some(&version("0.2.0")));
        assert_eq!(changelog.newest_before(&version("0.3.0")), Some(&version("0.2.0")));
        assert_eq!(changelog.newest_before(&version("0.2.0")), Some(&version("0.1.0")));
        assert_eq!(changelog.newest_before(&version("0.1.0")), None);
    }

    #[test]
    fn what_is_unreleased_gets_a_version_and_a_date_once() {
        let released = Changelog::parse(TEXT).unwrap().with_released(&version("0.3.0"), "2026-03-01");
        assert_eq!(released, TEXT.replace("## Unreleased", "## 0.3.0 (2026-03-01)"));
        let changelog = Changelog::parse(&released).unwrap();
        assert!(!changelog.has_unreleased());
        assert_eq!(changelog.with_released(&version("0.3.0"), "2027-01-01"), released);
    }

    #[test]
    fn any_other_heading_is_an_error() {
        let error = Changelog::parse("# Changelog\n\n## Next\n").unwrap_err();
        assert!(error.to_string().contains("has the heading “Next”"), "{error}");
    }
}
