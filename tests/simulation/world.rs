//! Everything there is in one simulated day, and the loop that lets it happen.

use std::collections::{BTreeMap, VecDeque};

use crate::backend::{Backend, Reply};
use crate::device::Device;
use crate::frames::{Frame, Window};
use crate::machine::{FetchReason, Machine, Reading};
use crate::queue::Queue;
use crate::rng::Rng;
use crate::rules::Rules;
use crate::shell::{HostCode, Mounted, RegisteredSource};
use crate::tally::{Count, Tally};
use crate::tokens::{Ledger, TENANTS, TokenId, User};
use crate::trace::Trace;

/// Something that is going to happen to a page, or inside of it. It waits while the machine sleeps or the page is frozen.
#[derive(Clone, Copy, Debug)]
pub(crate) enum OnPage {
    Timer { set: u32 },
    Answer { source: u32, attempt: u32, reply: Reply },
    Message { window: Option<u32>, origin: &'static str, forged: bool },
    Commit { frame: u32, navigation: u32 },
    Load { frame: u32, navigation: u32 },
    Delivery { window: u32, token: TokenId, target: &'static str },
    GuestWakes { window: u32, wake: u32 },
    HostActs,
    HostFixesRefusal { embed: u32 },
    FrameGoes { frame: u32 },
    FrameComesBack { frame: u32 },
}

/// Something that happens to the whole, whether or not pages sleep.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Happening {
    OnPage(usize, OnPage),
    StormBegins,
    StormEnds,
    Fault,
    NetworkIsBack { outage: u32 },
    MachineWakes,
    BackendIsWell { backend: usize, spell: u32 },
    PageIsVisible { page: usize },
    PageThaws { page: usize },
    Forgery,
    Check,
}

/// What is done after the running task, before the next.
#[derive(Debug)]
pub(crate) enum Microtask {
    Call { source: u32, attempt: u32, reason: FetchReason },
    HostCode(HostCode),
    AbortedCallEnds { source: u32, attempt: u32 },
}

/// One page.
#[derive(Debug, Default)]
pub(crate) struct Tab {
    pub(crate) machine: Machine,
    pub(crate) rules: Rules,
    pub(crate) mounted: BTreeMap<u32, Mounted>,
    pub(crate) sources: BTreeMap<u32, RegisteredSource>,
    /// Sources that embeds may share.
    pub(crate) shared: Vec<u32>,
    pub(crate) frames: BTreeMap<u32, Frame>,
    pub(crate) windows: BTreeMap<u32, Window>,
    pub(crate) microtasks: VecDeque<Microtask>,
    /// The timer: its number, and when it is due by the monotonic clock.
    pub(crate) timer: Option<(u32, u64)>,
    pub(crate) timers: u32,
    pub(crate) hidden: bool,
    pub(crate) frozen: bool,
    pub(crate) gone: bool,
    pub(crate) visible_since: u64,
    /// How deep the host's listeners are in one another.
    pub(crate) depth: u32,
    held: Vec<OnPage>,
    /// The backend whose user is whoever is signed in on this page.
    pub(crate) session: usize,
}

/// Everything there is.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) now: u64,
    pub(crate) end: u64,
    pub(crate) queue: Queue<Happening>,
    pub(crate) rng: Rng,
    pub(crate) device: Device,
    pub(crate) backends: Vec<Backend>,
    pub(crate) tabs: Vec<Tab>,
    pub(crate) ledger: Ledger,
    pub(crate) trace: Trace,
    pub(crate) tally: Tally,
    /// Since when nothing is wrong with the world, if that is so.
    pub(crate) calm_since: Option<u64>,
    pub(crate) storm_ends: u64,
    /// The last number that a window or a frame was given.
    pub(crate) numbers: u32,
    /// The last number that a fault was given.
    pub(crate) spells: u32,
    pub(crate) outage: u32,
    pub(crate) faults: Vec<u32>,
}

/// A day in milliseconds.
pub(crate) const DAY: u64 = 86_400_000;

impl World {
    pub(crate) fn new(seed: u64, trace: Trace) -> Self {
        let mut rng = Rng::new(seed);
        let device = Device::new(rng.once_in(2));
        let days = rng.weighted(&[(8, 1), (1, 3)]);
        let tabs = rng.weighted(&[(4, 1), (3, 2), (1, 3)]);
        let mut world = Self {
            now: 0,
            end: days * DAY,
            queue: Queue::default(),
            device,
            backends: Vec::new(),
            tabs: Vec::new(),
            ledger: Ledger::default(),
            trace,
            tally: Tally::default(),
            calm_since: Some(0),
            storm_ends: 0,
            numbers: 0,
            spells: 0,
            outage: 0,
            faults: Vec::new(),
            rng,
        };
        for user in User::ALL {
            let tenant = world.rng.pick(&TENANTS);
            world.add_backend(user, tenant);
        }
        for _ in 0..tabs {
            world.open_tab();
        }
        world.set_out();
        world
    }

    fn add_backend(&mut self, user: User, tenant: &'static str) -> usize {
        let backend = Backend::new(user, tenant, &mut self.rng);
        self.backends.push(backend);
        self.faults.push(0);
        self.backends.len() - 1
    }

    /// Opens a page, with a backend for whoever is signed in there.
    pub(crate) fn open_tab(&mut self) {
        let tenant = self.rng.pick(&TENANTS);
        let session = self.add_backend(User(0), tenant);
        self.tabs.push(Tab { session, visible_since: self.now, ..Tab::default() });
        let page = self.tabs.len() - 1;
        self.on_page_in(0, page, OnPage::HostActs);
    }

    /// Lets everything happen until the end, or until a rule is broken.
    pub(crate) fn run(&mut self) -> Result<(), String> {
        while let Some((at, what)) = self.queue.pop() {
            if at > self.end {
                return Ok(());
            }
            self.now = at;
            self.tally.add(Count::Events);
            self.happen(what);
            for (page, tab) in self.tabs.iter().enumerate() {
                if let Some(broken) = tab.rules.broken() {
                    return Err(format!("page {page}: {broken}"));
                }
            }
        }
        Ok(())
    }

    /// How many pages there are, times the days they last.
    pub(crate) fn page_days(&self) -> u64 {
        self.tabs.iter().map(|_| self.end / DAY).sum()
    }

    pub(crate) fn later(&mut self, delay: u64, what: Happening) {
        self.queue.push(self.now + delay, what);
    }

    pub(crate) fn on_page_in(&mut self, delay: u64, page: usize, what: OnPage) {
        self.later(delay, Happening::OnPage(page, what));
    }

    /// What the clocks show, with a random number.
    pub(crate) fn reading(&mut self) -> Reading {
        Reading {
            wall: self.device.wall(self.now),
            monotonic: self.device.monotonic(self.now),
            random: self.rng.number(),
        }
    }

    fn happen(&mut self, what: Happening) {
        match what {
            Happening::OnPage(page, what) => self.happen_on_page(page, what),
            Happening::Forgery => self.forge(),
            Happening::Check => self.check(),
            other => self.world_changes(other),
        }
    }

    fn happen_on_page(&mut self, page: usize, what: OnPage) {
        let asleep = self.device.is_asleep();
        let tab = &mut self.tabs[page];
        if tab.gone {
            return;
        }
        if asleep || tab.frozen {
            tab.held.push(what);
            return;
        }
        match what {
            OnPage::Timer { set } => self.timer_is_due(page, set),
            OnPage::Answer { source, attempt, reply } => self.reply_arrives(page, source, attempt, reply),
            OnPage::Message { window, origin, forged } => self.message_arrives(page, window, origin, forged),
            OnPage::Commit { frame, navigation } => self.commit(page, frame, navigation),
            OnPage::Load { frame, navigation } => self.load_event(page, frame, navigation),
            OnPage::Delivery { window, token, target } => self.deliver(page, window, token, target),
            OnPage::GuestWakes { window, wake } => self.guest_wakes(page, window, wake),
            OnPage::HostActs => self.host_acts(page),
            OnPage::HostFixesRefusal { embed } => self.host_fixes_refusal(page, embed),
            OnPage::FrameGoes { frame } => self.remove_frame(page, frame),
            OnPage::FrameComesBack { frame } => self.reattach(page, frame),
        }
        self.run_microtasks(page);
    }

    /// What a page missed happens now, in the order in which it should have.
    pub(crate) fn release(&mut self, page: usize) {
        for what in core::mem::take(&mut self.tabs[page].held) {
            let delay = self.rng.between(0, 2);
            self.on_page_in(delay, page, what);
        }
    }

    pub(crate) fn run_microtasks(&mut self, page: usize) {
        while let Some(next) = self.tabs[page].microtasks.pop_front() {
            match next {
                Microtask::Call { source, attempt, reason } => {
                    self.call_begins(page, source, attempt, reason);
                }
                Microtask::HostCode(rest) => self.run_host_code(page, rest),
                Microtask::AbortedCallEnds { source, attempt } => {
                    self.aborted_call_ends(page, source, attempt);
                }
            }
        }
    }

    /// A timer fires, unless it was set anew, or the clock that it goes by stood still meanwhile.
    fn timer_is_due(&mut self, page: usize, set: u32) {
        let monotonic = self.device.monotonic(self.now);
        let Some((_, due)) = self.tabs[page].timer.filter(|(number, _)| *number == set) else { return };
        if monotonic < due {
            return self.on_page_in(due - monotonic, page, OnPage::Timer { set });
        }
        self.tabs[page].timer = None;
        self.handle(page, crate::machine::Input::Timer);
    }

    /// Checks whether everybody is well that should be.
    fn check(&mut self) {
        self.later(60_000, Happening::Check);
        for tab in &mut self.tabs {
            for embed in tab.mounted.keys() {
                tab.rules.compare(*embed, &tab.machine.report(*embed));
            }
        }
        let Some(calm_since) = self.calm_since else { return };
        for tab in &mut self.tabs {
            if !tab.gone && !tab.hidden && !tab.frozen {
                tab.rules.watch(self.now, calm_since, tab.visible_since);
            }
        }
    }
}
