//! What a scene comes to once nothing goes wrong any more.

use super::{Scene, Step, USUAL};

/// How long everybody may take to be well again, in milliseconds; the rules say when they have to be.
const PEACE: u64 = 200_000;

impl Scene {
    /// From now on all goes well, and the page is looked at: whoever was not refused has to be well again in time.
    pub(in super::super) fn calm_down(&mut self) {
        let calm = self.now;
        self.clear_up();
        self.take(Step::Shown);
        while self.now < calm + PEACE && self.broken().is_none() {
            let Some(next) = self.next_in_peace() else { break };
            self.take(next);
            self.rules.watch(self.now, calm, calm);
        }
    }

    /// What can be put right is put right.
    fn clear_up(&mut self) {
        (self.mint, self.random) = (USUAL, u32::MAX / 2);
        for embed in self.embeds(false) {
            self.reinsert(embed);
        }
    }

    fn next_in_peace(&self) -> Option<Step> {
        let loading = self.frames.iter().find(|(_, frame)| frame.loading && frame.window.is_some());
        let calling = self.backends.iter().find(|(_, backend)| backend.calling.is_some());
        let timer = self.timer.map(|_| Step::Timer);
        loading
            .map(|(embed, _)| Step::Loaded(*embed))
            .or_else(|| calling.map(|(source, _)| Step::Good(*source)))
            .or(timer)
    }
}
