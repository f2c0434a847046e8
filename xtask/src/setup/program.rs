//! Where a program of the system is found. Alone, because several set-ups look for programs.

use std::env;
use std::path::PathBuf;

/// A program, and where it is looked for.
pub(super) struct Program {
    pub(super) variable: &'static str,
    pub(super) names: &'static [&'static str],
    pub(super) places: &'static [&'static str],
}

impl Program {
    pub(super) fn find(&self) -> Option<PathBuf> {
        let named = env::var_os(self.variable).map(PathBuf::from);
        let on_path = self.names.iter().filter_map(|name| which::which(name).ok());
        let placed = self.places.iter().map(PathBuf::from);
        named.into_iter().chain(on_path).chain(placed).find(|program| program.is_file())
    }
}
