//! What happened how often. A simulation in which something never happens proves nothing about it.

use crate::backend::BackendMode;
use crate::machine::{Act, Acts, Event, FetchReason, State};

macro_rules! counts {
    ($($name:ident = $text:literal,)*) => {
        /// What is counted.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Count { $($name,)* }

        const NAMES: &[&str] = &[$($text,)*];
    };
}

counts! {
    Events = "events",
    Steps = "steps of the machine",
    Storms = "storms",
    Mounted = "embeds mounted",
    Attached = "frames attached to",
    Reloads = "reload()",
    Switches = "switchUser()",
    SignIns = "sign-ins of somebody else",
    Closed = "embeds closed",
    PagesLeft = "pages left",
    CalledFromListener = "calls from inside a listener",
    Moves = "frames moved in the document",
    GuestsAsk = "requests of guests",
    InsatiableAsk = "requests of guests that ask without end",
    GuestsLeft = "guests that left their origin",
    ErrorPages = "frames that showed an error page",
    Forged = "forged messages posted",
    Forgeries = "forged messages that arrived",
    CallsMount = "calls to mount",
    CallsRequest = "calls for a request",
    CallsAhead = "calls ahead",
    CallsRecover = "calls to recover",
    CallsReload = "calls to reload",
    CallsSwitch = "calls to switch",
    NeverCalled = "calls taken back in the same tick",
    Aborts = "calls aborted",
    RetryAfter = "answers with Retry-After",
    Posts = "answers to guests",
    PostsAhead = "answers from memory",
    StaleRequests = "requests whose window was gone before the answer",
    DroppedByBrowser = "answers dropped by the browser",
    Threw = "browsers that threw",
    Loads = "frames navigated to their view",
    Degraded = "embeds degraded",
    Refused = "embeds refused",
    Errors = "failures reported",
    Rebuilt = "frames rebuilt by themselves",
    Offline = "networks lost",
    Sleeps = "machines that slept",
    ClockJumps = "wall clocks that jumped",
    Hidden = "pages hidden",
    Frozen = "pages in the back/forward cache",
    BackendSlow = "slow backends",
    BackendDown = "backends out of reach",
    BackendFailing = "backends with HTTP errors",
    BackendLimiting = "backends with 429",
    BackendRefusing = "backends with 401 or 403",
    BackendStale = "backends with old tokens",
    BackendGarbage = "backends without tokens",
    BackendSilent = "backends that hang",
    BackendThrowing = "callbacks that throw",
    BackendAhead = "backends whose clock is ahead",
}

/// How often each of it happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Tally(Vec<u64>);

impl Default for Tally {
    fn default() -> Self {
        Self(vec![0; NAMES.len()])
    }
}

impl Tally {
    pub(crate) fn add(&mut self, what: Count) {
        self.0[what as usize] += 1;
    }

    pub(crate) fn add_many(&mut self, what: Count, times: u64) {
        self.0[what as usize] += times;
    }

    pub(crate) fn add_all(&mut self, other: &Self) {
        for (mine, theirs) in self.0.iter_mut().zip(&other.0) {
            *mine += theirs;
        }
    }

    /// What never happened.
    pub(crate) fn missing(&self) -> Vec<&'static str> {
        self.lines().filter(|(count, _)| *count == 0).map(|(_, name)| name).collect()
    }

    pub(crate) fn lines(&self) -> impl Iterator<Item = (u64, &'static str)> {
        self.0.iter().copied().zip(NAMES.iter().copied())
    }

    pub(crate) fn call(&mut self, reason: FetchReason) {
        self.add(match reason {
            FetchReason::Mount => Count::CallsMount,
            FetchReason::Request => Count::CallsRequest,
            FetchReason::Ahead => Count::CallsAhead,
            FetchReason::Recover => Count::CallsRecover,
            FetchReason::Reload => Count::CallsReload,
            FetchReason::Switch => Count::CallsSwitch,
        });
    }

    pub(crate) fn mode(&mut self, mode: BackendMode) {
        self.add(match mode {
            BackendMode::Well => return,
            BackendMode::Slow => Count::BackendSlow,
            BackendMode::Unreachable => Count::BackendDown,
            BackendMode::Failing(_) | BackendMode::Missing(_) => Count::BackendFailing,
            BackendMode::Limiting => Count::BackendLimiting,
            BackendMode::Refusing(_) => Count::BackendRefusing,
            BackendMode::Repeating | BackendMode::Rotating => Count::BackendStale,
            BackendMode::Garbage => Count::BackendGarbage,
            BackendMode::Silent => Count::BackendSilent,
            BackendMode::Throwing => Count::BackendThrowing,
            BackendMode::Ahead(_) => Count::BackendAhead,
        });
    }

    pub(crate) fn acts(&mut self, acts: &Acts) {
        for act in acts.all() {
            match act {
                Act::Abort { .. } => self.add(Count::Aborts),
                Act::Post { .. } => self.add(Count::Posts),
                Act::Load(..) => self.add(Count::Loads),
                Act::Remove(_) => self.add(Count::Closed),
                Act::Emit(_, event) => self.event(event),
                _ => {}
            }
        }
    }

    fn event(&mut self, event: &Event) {
        match event {
            Event::TokenSent { ahead: true, .. } => self.add(Count::PostsAhead),
            Event::TokenError { last: false, .. } => self.add(Count::Errors),
            Event::StateChange { to: State::Degraded, .. } => self.add(Count::Degraded),
            Event::StateChange { to: State::Refused, .. } => self.add(Count::Refused),
            Event::StateChange { from: State::Degraded, to: State::Loading } => self.add(Count::Rebuilt),
            _ => {}
        }
    }
}
