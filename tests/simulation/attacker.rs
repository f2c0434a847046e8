//! Those who post messages that are not theirs to post.

use crate::tally::Count;
use crate::tokens::TENANTS;
use crate::world::{Happening, OnPage, World};

/// Origins that are almost the right one.
const NEARLY: [&str; 12] = [
    "null",
    "",
    "https://acme.askwisdom.ai/",
    "https://acme.askwisdom.ai:443",
    "https://ACME.askwisdom.ai",
    "http://acme.askwisdom.ai",
    "https://acme.askwisdom.ai.evil.example",
    "https://evil.example",
    "https://askwisdom.ai",
    "https://xacme.askwisdom.ai",
    "https://globex.wisdom.ai.",
    "https://globex.wisdom.ai\0",
];

/// A window that no frame of ours ever has.
const FOREIGN: u32 = u32::MAX;

impl World {
    /// Somebody posts a forged request, and again later.
    pub(crate) fn forge(&mut self) {
        let delay = self.rng.length(1, 400_000);
        self.later(delay, Happening::Forgery);
        let pages: Vec<usize> = (0..self.tabs.len()).filter(|page| !self.tabs[*page].gone).collect();
        let page = self.rng.pick(&pages);
        let Some(embed) = self.any_embed(page) else { return };
        let mounted = &self.tabs[page].mounted[&embed];
        let (tenant, current) = (mounted.tenant, self.window_of(page, mounted.frame));
        let other = if tenant == TENANTS[0] { TENANTS[1] } else { TENANTS[0] };
        let retired = self.numbers;
        let (window, origin) = match self.rng.between(0, 5) {
            // The right origin, but a popup, a sibling, a frame inside the guest, or a window that is no more.
            0 => (Some(FOREIGN), tenant),
            1 => (
                Some(self.rng.between(0, u64::from(retired)) as u32).filter(|id| !self.has_window(page, *id)),
                tenant,
            ),
            2 => (None, tenant),
            // The right window, but another document in it.
            3 => (current, other),
            4 => (current, self.rng.pick(&NEARLY)),
            _ => (None, self.rng.pick(&NEARLY)),
        };
        let fuss = self.rng.between(0, 3);
        self.tally.add(Count::Forged);
        self.on_page_in(fuss, page, OnPage::Message { window, origin, forged: true });
    }

    fn has_window(&self, page: usize, window: u32) -> bool {
        self.tabs[page].windows.contains_key(&window)
    }
}
