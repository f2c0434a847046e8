//! Performs effects on the simulated browser, as a shell has to: first all that run no code of the host, then all others.

use std::collections::BTreeMap;

use crate::frames::{Address, Frame};
use crate::machine::{Act, Acts, Event, Input, State, TokenBinding, Windows, admit};
use crate::tally::Count;
use crate::tokens::TokenId;
use crate::world::{Microtask, OnPage, World};

/// What the browser holds for an embed.
#[derive(Debug)]
pub(crate) struct Mounted {
    pub(crate) frame: u32,
    pub(crate) tenant: &'static str,
    pub(crate) binding: TokenBinding,
    pub(crate) built: bool,
    /// Whether the page's own iframe has an address on the guest's origin.
    pub(crate) navigable: bool,
    /// The window in which the view last loaded.
    pub(crate) loaded_window: Option<u32>,
    /// The frames that this one replaced, until they are removed.
    pub(crate) replaced: Vec<u32>,
    /// Whether the frame was navigated to its view and has not loaded since.
    pub(crate) loading: bool,
}

/// One call in so many of those that may throws.
const THROWS: u32 = 400;

/// What calls a token source, and the calls that have not ended.
#[derive(Debug)]
pub(crate) struct RegisteredSource {
    pub(crate) backend: usize,
    pub(crate) timeout: u32,
    /// A callback that does not heed its signal answers after an abort, too.
    pub(crate) ignores_abort: bool,
    /// The attempt number of each call, and whether it was really made.
    pub(crate) calls: Vec<(u32, bool)>,
}

/// What is still to be done after a step, once the shell has let go of its state.
#[derive(Debug)]
pub(crate) struct HostCode {
    acts: Vec<Act>,
    /// What could not be performed.
    next: Vec<Input>,
}

/// The frames of a page and the embeds that they belong to.
struct PageFrames<'page> {
    mounted: &'page BTreeMap<u32, Mounted>,
    frames: &'page BTreeMap<u32, Frame>,
}

impl Windows for PageFrames<'_> {
    fn current(&self, embed: u32) -> Option<u32> {
        self.frames.get(&self.mounted.get(&embed)?.frame)?.window
    }
}

impl World {
    /// Takes an input and performs its effects, before it returns.
    pub(crate) fn handle(&mut self, page: usize, input: Input) {
        let rest = self.step(page, input);
        self.run_host_code(page, rest);
    }

    /// Takes an input and performs its effects. Those that run code of the host are performed in a microtask.
    pub(crate) fn handle_quietly(&mut self, page: usize, input: Input) {
        let rest = self.step(page, input);
        self.tabs[page].microtasks.push_back(Microtask::HostCode(rest));
    }

    fn step(&mut self, page: usize, input: Input) -> HostCode {
        let reading = self.reading();
        self.tally.add(Count::Steps);
        if let Input::Unreachable(_) = input {
            self.tally.add(Count::Threw);
        }
        self.trace.input(self.now, page, &input, &self.ledger);
        let tab = &mut self.tabs[page];
        let windows = PageFrames { mounted: &tab.mounted, frames: &tab.frames };
        let dropped = tab.rules.before(&input, reading, self.now, &windows);
        self.tally.add_many(Count::StaleRequests, dropped);
        let acts = tab.machine.handle(input, reading, &self.ledger, &windows);
        let spelled_out = acts.spelled_out();
        self.tally.acts(&spelled_out);
        self.trace.acts(self.now, page, &spelled_out, &self.ledger);
        tab.rules.after(&spelled_out, &self.ledger);
        let Acts { now, host } = acts;
        let next = now.into_iter().filter_map(|act| self.perform(page, act)).collect();
        HostCode { acts: host, next }
    }

    /// Performs an effect that runs no code of the host. Gives what follows from that it could not be performed.
    fn perform(&mut self, page: usize, act: Act) -> Option<Input> {
        match act {
            Act::Fetch { source, attempt, reason } => {
                if let Some(row) = self.tabs[page].sources.get_mut(&source) {
                    row.calls.push((attempt, false));
                }
                self.tabs[page].microtasks.push_back(Microtask::Call { source, attempt, reason });
            }
            Act::Replace(embed) => self.replace_frame(page, embed),
            Act::Load(embed, token) => return self.load(page, embed, token).err(),
            Act::Post { embed, .. } if self.rng.once_in(THROWS) => return Some(Input::Unreachable(embed)),
            Act::Post { embed, window, token } => self.post(page, embed, window, token),
            Act::SetTimer(delay) => self.set_timer(page, delay),
            Act::Settle(embed, Ok(())) => self.judge_readiness(page, embed),
            Act::Settle(_, Err(_)) => {}
            other => unreachable!("{other:?} runs code of the host"),
        }
        None
    }

    /// Performs the effects that run code of the host, and says what could not be performed. An embed that the host closes
    /// meanwhile emits nothing any more.
    pub(crate) fn run_host_code(&mut self, page: usize, rest: HostCode) {
        for act in rest.acts {
            match act {
                Act::Abort { source, attempt } => self.abort(page, source, attempt),
                Act::RemoveSource(source) => drop(self.tabs[page].sources.remove(&source)),
                Act::RemoveReplaced(embed) => self.remove_replaced(page, embed),
                Act::Emit(embed, event) => {
                    if self.tabs[page].mounted.contains_key(&embed) {
                        self.notify_host(page, embed, event);
                    }
                }
                Act::Close { embed, from } => {
                    self.leave(page, embed);
                    self.notify_host(page, embed, Event::StateChange { from, to: State::Closed });
                    self.notify_host(page, embed, Event::Closed);
                }
                other => unreachable!("{other:?} runs no code of the host"),
            }
        }
        for input in rest.next {
            self.handle(page, input);
        }
    }

    fn leave(&mut self, page: usize, embed: u32) {
        self.remove_replaced(page, embed);
        let Some(mounted) = self.tabs[page].mounted.remove(&embed) else { return };
        if mounted.built {
            self.remove_frame(page, mounted.frame);
        } else {
            // The page's own iframe stays, and its guest goes on asking, until the page takes it away.
            let delay = self.rng.length(1, 600_000);
            self.on_page_in(delay, page, OnPage::FrameGoes { frame: mounted.frame });
        }
    }

    fn replace_frame(&mut self, page: usize, embed: u32) {
        let tab = &self.tabs[page];
        let Some(old) = tab.mounted.get(&embed).map(|mounted| mounted.frame) else { return };
        if self.window_of(page, old).is_none() {
            if let Some(row) = self.tabs[page].frames.get_mut(&old) {
                (row.src, row.stored) = (None, None);
            }
            return;
        }
        let manner = self.tabs[page].frames[&old].manner;
        let new = self.add_frame(page, manner);
        if let Some(mounted) = self.tabs[page].mounted.get_mut(&embed) {
            mounted.frame = new;
            mounted.replaced.push(old);
            mounted.loaded_window = None;
        }
    }

    fn remove_replaced(&mut self, page: usize, embed: u32) {
        let replaced =
            self.tabs[page].mounted.get_mut(&embed).map(|mounted| core::mem::take(&mut mounted.replaced));
        for frame in replaced.unwrap_or_default() {
            self.remove_frame(page, frame);
        }
    }

    /// Navigates the frame to its view. The page's own iframe is navigated without a change of its attribute, and only if that
    /// is on the guest's origin.
    fn load(&mut self, page: usize, embed: u32, token: Option<TokenId>) -> Result<(), Input> {
        let throws = self.rng.once_in(THROWS);
        let Some(mounted) = self.tabs[page].mounted.get_mut(&embed) else { return Ok(()) };
        if !mounted.navigable {
            return Err(Input::ForeignSrc(embed));
        }
        // Setting an attribute does not throw.
        if throws && !mounted.built {
            return Err(Input::Unreachable(embed));
        }
        mounted.loading = true;
        let (frame, built) = (mounted.frame, mounted.built);
        let address = Address { origin: mounted.tenant, token };
        if self.window_of(page, frame).is_none()
            && let Some(mounted) = self.tabs[page].mounted.get_mut(&embed)
        {
            mounted.loaded_window = None;
        }
        if (built || self.window_of(page, frame).is_none())
            && let Some(row) = self.tabs[page].frames.get_mut(&frame)
        {
            row.src = Some(address);
        }
        self.navigate(page, frame, address);
        Ok(())
    }

    fn post(&mut self, page: usize, embed: u32, window: u32, token: Option<TokenId>) {
        let delay = self.rng.between(0, 3);
        let Some(mounted) = self.tabs[page].mounted.get(&embed) else { return };
        let target = mounted.tenant;
        if let Some(token) = token {
            self.on_page_in(delay, page, OnPage::Delivery { window, token, target });
        }
    }

    /// A hidden page's timers fire late.
    fn set_timer(&mut self, page: usize, delay: Option<u32>) {
        let late = if self.tabs[page].hidden { self.rng.length(1, 60_000) } else { self.rng.between(0, 5) };
        let monotonic = self.device.monotonic(self.now);
        let tab = &mut self.tabs[page];
        tab.timers += 1;
        tab.timer = delay.map(|delay| (tab.timers, monotonic + u64::from(delay)));
        self.schedule_timer(page, late);
    }

    /// The timer fires so long after it is due. It may be scheduled twice: only the first one finds it set.
    pub(crate) fn schedule_timer(&mut self, page: usize, late: u64) {
        let monotonic = self.device.monotonic(self.now);
        if let Some((set, due)) = self.tabs[page].timer {
            self.on_page_in(due.saturating_sub(monotonic) + late, page, OnPage::Timer { set });
        }
    }

    pub(crate) fn window_of(&self, page: usize, frame: u32) -> Option<u32> {
        self.tabs[page].frames.get(&frame)?.window
    }

    /// A message arrives at the page. Its source is gone if the window is.
    pub(crate) fn message_arrives(
        &mut self,
        page: usize,
        window: Option<u32>,
        origin: &'static str,
        forged: bool,
    ) {
        let tab = &self.tabs[page];
        let source = window.filter(|window| forged || tab.windows.contains_key(window));
        let mut admitted = None;
        for (embed, mounted) in &tab.mounted {
            let current = self.window_of(page, mounted.frame);
            let proof = admit(*embed, source, current, origin, mounted.tenant);
            let rightful = source.is_some() && source == current && origin == mounted.tenant;
            if proof.is_some() != rightful || (forged && proof.is_some()) {
                let embed = *embed;
                let say = || format!("e{embed}: a message from window {source:?} of {origin}");
                return self.tabs[page].rules.demand(false, "only the embed's own window and origin", say);
            }
            admitted = proof.or(admitted);
        }
        if forged {
            self.tally.add(Count::Forgeries);
        }
        if let (Some(admitted), Some(source)) = (admitted, source) {
            // The host is notified and may do anything, so all is checked again.
            if self.has_moved(page, admitted.embed) {
                // A guest that asks is there, though the load event of its frame has not come.
                if let Some(mounted) = self.tabs[page].mounted.get_mut(&admitted.embed) {
                    mounted.loading = false;
                }
                self.handle(page, Input::Moved(admitted.embed));
                return self.message_arrives(page, Some(source), origin, forged);
            }
            if let Some(window) = self.tabs[page].windows.get_mut(&source) {
                window.requests += 1;
            }
            self.handle(page, Input::Request(admitted));
        }
    }

    /// A frame fired its load event. If it has another window than last time, that is what the machine is notified of.
    pub(crate) fn frame_has_loaded(&mut self, page: usize, frame: u32) {
        let mut all = self.tabs[page].mounted.iter_mut();
        let Some((embed, mounted)) = all.find(|(_, mounted)| mounted.frame == frame) else { return };
        mounted.loading = false;
        let embed = *embed;
        let moved = self.has_moved(page, embed);
        self.handle(page, if moved { Input::Moved(embed) } else { Input::Loaded(embed) });
    }

    /// Whether the frame of an embed has another window than last time.
    fn has_moved(&mut self, page: usize, embed: u32) -> bool {
        let Some(mounted) = self.tabs[page].mounted.get(&embed) else { return false };
        let window = self.window_of(page, mounted.frame);
        let Some(mounted) = self.tabs[page].mounted.get_mut(&embed) else { return false };
        let last = core::mem::replace(&mut mounted.loaded_window, window);
        let moved = last.is_some() && last != window;
        if moved {
            self.tally.add(Count::Moves);
        }
        moved
    }

    /// Nothing is called ready whose frame is still on its way.
    fn judge_readiness(&mut self, page: usize, embed: u32) {
        let tab = &mut self.tabs[page];
        let loading = tab.mounted.get(&embed).is_some_and(|mounted| mounted.loading);
        tab.rules.demand(!loading, "ready only once it has loaded", || format!("e{embed}"));
    }
}

/// Whether an event is one that the host reacts to.
pub(crate) fn is_news(event: &Event) -> bool {
    !matches!(event, Event::TokenRequest)
}
