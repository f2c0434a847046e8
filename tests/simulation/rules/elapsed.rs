//! How much time has passed on a page whose clocks both may lie.

/// Between two readings, as much has passed as that clock says that moved more.
#[derive(Clone, Debug, Default)]
pub(super) struct Elapsed {
    last: Option<(u64, u64)>,
    passed: u64,
}

impl Elapsed {
    pub(super) fn advance(&mut self, wall: u64, monotonic: u64) -> u64 {
        if let Some((last_wall, last_monotonic)) = self.last.replace((wall, monotonic)) {
            self.passed += wall.saturating_sub(last_wall).max(monotonic.saturating_sub(last_monotonic));
        }
        self.passed
    }
}
