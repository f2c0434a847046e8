//! The mutants that change nothing an outsider can see, each with the reason why.

use super::results::Mutant;
use crate::project::read;
use anyhow::{Context, Result};
use serde::Deserialize;
use std::path::Path;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Equivalents {
    #[serde(default)]
    equivalent: Vec<Equivalent>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Equivalent {
    mutant: String,
    line: String,
    #[expect(dead_code, reason = "it is for people; a list without it is an error")]
    reason: String,
}

impl Equivalents {
    pub(super) fn read(path: &Path) -> Result<Self> {
        toml::from_str(&read(path)?).with_context(|| format!("{} is not a list of mutants", path.display()))
    }

    /// Whether the mutant is listed.
    pub(super) fn hold(&self, Mutant { mutant, line }: &Mutant) -> bool {
        self.equivalent.iter().any(|listed| listed.mutant == *mutant && listed.line == *line)
    }
}
