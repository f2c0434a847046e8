//! Storms, in which everything goes wrong, and the calm between them.

use crate::backend::BackendMode;
use crate::machine::Input;
use crate::tally::Count;
use crate::world::{DAY, Happening, World};

/// What goes wrong in a storm.
#[derive(Clone, Copy, Debug)]
enum Fault {
    Network,
    Backend,
    Sleep,
    Clock,
    GuestLeaves,
    GuestNavigates,
    Hide,
    Freeze,
}

const FAULTS: [(u32, Fault); 8] = [
    (6, Fault::Backend),
    (3, Fault::Network),
    (1, Fault::Sleep),
    (1, Fault::Clock),
    (2, Fault::GuestLeaves),
    (1, Fault::GuestNavigates),
    (2, Fault::Hide),
    (1, Fault::Freeze),
];

const MODES: [(u32, BackendMode); 17] = [
    (2, BackendMode::Slow),
    (3, BackendMode::Unreachable),
    (2, BackendMode::Failing(503)),
    (1, BackendMode::Failing(500)),
    (1, BackendMode::Failing(408)),
    (2, BackendMode::Limiting),
    (1, BackendMode::Refusing(401)),
    (1, BackendMode::Refusing(403)),
    (1, BackendMode::Missing(404)),
    (1, BackendMode::Missing(400)),
    (3, BackendMode::Repeating),
    (2, BackendMode::Rotating),
    (2, BackendMode::Garbage),
    (3, BackendMode::Silent),
    (2, BackendMode::Throwing),
    (1, BackendMode::Ahead(2_000)),
    (1, BackendMode::Ahead(120_000)),
];

impl World {
    /// The first storm, forgery and check are scheduled.
    pub(crate) fn set_out(&mut self) {
        let delay = self.rng.length(60_000, 7_200_000);
        self.later(delay, Happening::StormBegins);
        self.later(1_000, Happening::Forgery);
        self.later(60_000, Happening::Check);
    }

    pub(crate) fn world_changes(&mut self, what: Happening) {
        match what {
            Happening::StormBegins => self.storm_begins(),
            Happening::StormEnds => self.storm_ends(),
            Happening::Fault => self.fault(),
            Happening::NetworkIsBack { outage } if outage == self.outage => self.network_is_back(),
            Happening::MachineWakes => self.machine_wakes(),
            Happening::BackendIsWell { backend, spell } if self.faults[backend] == spell => {
                self.backends[backend].mode = BackendMode::Well;
            }
            Happening::PageIsVisible { page } => self.show(page),
            Happening::PageThaws { page } => self.thaw(page),
            _ => {}
        }
    }

    fn storm_begins(&mut self) {
        let length = if self.rng.once_in(8) {
            self.rng.between(3_600_000, DAY / 2)
        } else {
            self.rng.length(60_000, 3_600_000)
        };
        self.calm_since = None;
        self.storm_ends = self.now + length;
        self.tally.add(Count::Storms);
        self.trace.say(self.now, 0, || "a storm begins".into());
        self.later(length, Happening::StormEnds);
        self.later(0, Happening::Fault);
    }

    /// All is well again. What a fault ends with has happened already, since no fault outlasts the storm.
    fn storm_ends(&mut self) {
        self.calm_since = Some(self.now);
        self.trace.say(self.now, 0, || "the storm is over".into());
        let calm = self.rng.length(300_000, 7_200_000);
        self.later(calm, Happening::StormBegins);
    }

    /// A length of time that ends with the storm at the latest.
    pub(crate) fn time_in_storm(&mut self, low: u64, high: u64) -> u64 {
        self.rng.length(low, high).min(self.storm_ends.saturating_sub(self.now))
    }

    fn fault(&mut self) {
        if self.calm_since.is_some() {
            return;
        }
        let delay = self.rng.length(500, 300_000);
        if self.now + delay < self.storm_ends {
            self.later(delay, Happening::Fault);
        }
        if self.device.is_asleep() {
            return;
        }
        let fault = self.rng.weighted(&FAULTS);
        self.trace.say(self.now, 0, || format!("fault: {fault:?}"));
        let pages: Vec<usize> = (0..self.tabs.len()).filter(|page| !self.tabs[*page].gone).collect();
        let page = self.rng.pick(&pages);
        match fault {
            Fault::Backend => self.backend_falls_ill(),
            Fault::Network => self.network_is_gone(&pages),
            Fault::Sleep => self.machine_sleeps(&pages),
            Fault::Clock => self.clock_jumps(),
            Fault::GuestLeaves => self.guest_leaves(page),
            Fault::GuestNavigates => self.guest_goes_back(page),
            Fault::Hide => self.hide(page),
            Fault::Freeze => self.freeze(page),
        }
    }

    fn backend_falls_ill(&mut self) {
        let backend = self.rng.between(0, self.backends.len() as u64 - 1) as usize;
        let mode = self.rng.weighted(&MODES);
        let spell = self.time_in_storm(500, 1_800_000);
        self.trace.say(self.now, 0, || format!("backend {backend}: {mode:?}"));
        self.spells += 1;
        self.faults[backend] = self.spells;
        self.backends[backend].mode = mode;
        self.tally.mode(mode);
        let number = self.spells;
        self.later(spell, Happening::BackendIsWell { backend, spell: number });
    }

    fn network_is_gone(&mut self, pages: &[usize]) {
        let length = self.time_in_storm(200, 1_200_000);
        self.spells += 1;
        self.outage = self.spells;
        self.device.offline = true;
        self.tally.add(Count::Offline);
        for page in pages {
            self.break_off_calls(*page);
        }
        let outage = self.outage;
        self.later(length, Happening::NetworkIsBack { outage });
    }

    fn network_is_back(&mut self) {
        self.device.offline = false;
        for page in 0..self.tabs.len() {
            if self.is_running(page) {
                self.handle(page, Input::Online);
                self.run_microtasks(page);
            }
        }
    }

    fn machine_sleeps(&mut self, pages: &[usize]) {
        let length = self.time_in_storm(1_000, 10 * 3_600_000);
        if self.rng.once_in(2) {
            for page in pages {
                self.break_off_calls(*page);
            }
        }
        self.device.fall_asleep(self.now);
        self.tally.add(Count::Sleeps);
        self.later(length, Happening::MachineWakes);
    }

    fn machine_wakes(&mut self) {
        self.device.wake(self.now);
        for page in 0..self.tabs.len() {
            if !self.tabs[page].frozen {
                self.release(page);
            }
        }
    }

    fn clock_jumps(&mut self) {
        let far = if self.rng.once_in(20) { 40 * DAY } else { 2 * DAY };
        let distance = self.rng.length(1_000, far).cast_signed();
        self.device.ahead += if self.rng.once_in(2) { distance } else { -distance };
        self.device.ahead = self.device.ahead.clamp(-(400 * DAY.cast_signed()), 400 * DAY.cast_signed());
        self.tally.add(Count::ClockJumps);
    }

    /// A guest leaves its origin. It is back when the storm is over, at the latest.
    fn guest_leaves(&mut self, page: usize) {
        let Some(embed) = self.any_embed(page) else { return };
        let mounted = &self.tabs[page].mounted[&embed];
        let frame = mounted.frame;
        let origin = self.strange_origin();
        self.tally.add(Count::GuestsLeft);
        self.guest_navigates(page, frame, origin);
    }

    fn guest_goes_back(&mut self, page: usize) {
        if let Some(embed) = self.any_embed(page) {
            let (frame, origin) =
                (self.tabs[page].mounted[&embed].frame, self.tabs[page].mounted[&embed].tenant);
            self.guest_navigates(page, frame, origin);
        }
    }

    fn is_running(&self, page: usize) -> bool {
        let tab = &self.tabs[page];
        !tab.gone && !tab.frozen && !self.device.is_asleep()
    }

    pub(crate) fn report_visibility(&mut self, page: usize) {
        let visible = !self.tabs[page].hidden;
        self.handle(page, Input::Visible(visible));
    }

    pub(crate) fn hide(&mut self, page: usize) {
        if self.tabs[page].hidden || self.tabs[page].frozen {
            return;
        }
        let length = if self.calm_since.is_some() {
            self.rng.length(100, 7_200_000)
        } else {
            self.time_in_storm(100, 7_200_000)
        };
        self.tabs[page].hidden = true;
        self.tally.add(Count::Hidden);
        self.report_visibility(page);
        self.run_microtasks(page);
        self.later(length, Happening::PageIsVisible { page });
    }

    /// A page that sleeps or is frozen becomes visible as soon as it runs again.
    fn show(&mut self, page: usize) {
        if self.tabs[page].gone {
            return;
        }
        if !self.is_running(page) {
            return self.later(10_000, Happening::PageIsVisible { page });
        }
        self.tabs[page].hidden = false;
        self.tabs[page].visible_since = self.now;
        self.report_visibility(page);
        self.run_microtasks(page);
        // What a browser put off while nobody looked.
        self.schedule_timer(page, 0);
    }

    /// The page goes into the back/forward cache: it is hidden first, and its calls break off.
    pub(crate) fn freeze(&mut self, page: usize) {
        if self.tabs[page].hidden || self.tabs[page].frozen {
            return;
        }
        self.tabs[page].hidden = true;
        self.report_visibility(page);
        self.run_microtasks(page);
        self.break_off_calls(page);
        self.tabs[page].frozen = true;
        self.tally.add(Count::Frozen);
        let length = self.rng.length(100, 3_600_000);
        self.later(length, Happening::PageThaws { page });
    }

    fn thaw(&mut self, page: usize) {
        if self.device.is_asleep() {
            return self.later(10_000, Happening::PageThaws { page });
        }
        self.tabs[page].frozen = false;
        self.release(page);
        self.show(page);
    }
}
