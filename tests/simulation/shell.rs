//! Carries effects out on the simulated browser, in the order in which the real shell does.

use crate::frames::Address;
use crate::machine::{Act, Event, Input, Signed, admit, still_shown};
use crate::tally::Count;
use crate::tokens::TokenId;
use crate::world::{Microtask, OnPage, World};

/// What the browser holds for an embed.
#[derive(Debug)]
pub(crate) struct Mounted {
    pub(crate) frame: u32,
    pub(crate) tenant: &'static str,
    pub(crate) signed: Signed,
    pub(crate) built: bool,
    /// Whether the page's own iframe has an address on the guest's origin.
    pub(crate) navigable: bool,
    /// The window in which the view last loaded.
    pub(crate) shown: Option<u32>,
    /// The window that waits for an answer.
    pub(crate) asker: Option<u32>,
    /// The frames that this one took the place of, until they are taken away.
    pub(crate) retired: Vec<u32>,
    /// Whether the frame was pointed at its view and has not loaded since.
    pub(crate) loading: bool,
}

/// What calls a token source, and the calls that have not ended.
#[derive(Debug)]
pub(crate) struct Supplier {
    pub(crate) backend: usize,
    pub(crate) timeout: u32,
    /// A callback that does not heed its signal answers after an abort, too.
    pub(crate) heedless: bool,
    /// The attempt number of each call, and whether it was really made.
    pub(crate) calls: Vec<(u32, bool)>,
}

impl World {
    /// Takes an input, carries its effects out, and tells the host before it returns.
    pub(crate) fn handle(&mut self, page: usize, input: Input) {
        let acts = self.step(page, input);
        self.run_host_code(page, acts);
    }

    /// Takes an input and carries its effects out. The host hears of them in a microtask.
    pub(crate) fn handle_quietly(&mut self, page: usize, input: Input) {
        let acts = self.step(page, input);
        self.tabs[page].microtasks.push_back(Microtask::HostCode(acts));
    }

    fn step(&mut self, page: usize, input: Input) -> Vec<Act> {
        let reading = self.reading();
        self.tally.add(Count::Steps);
        self.trace.input(self.now, page, &input, &self.ledger);
        let tab = &mut self.tabs[page];
        tab.rules.before(&input, reading, self.now);
        let acts = tab.machine.handle(input, reading, &self.ledger);
        self.tally.acts(&acts);
        self.trace.acts(self.now, page, &acts, &self.ledger);
        tab.rules.after(&acts, &self.ledger);
        for act in &acts {
            self.perform(page, *act);
        }
        acts
    }

    /// Carries an effect out, unless it runs code of the host.
    fn perform(&mut self, page: usize, act: Act) {
        match act {
            Act::Call { source, attempt, reason } => {
                if let Some(supplier) = self.tabs[page].suppliers.get_mut(&source) {
                    supplier.calls.push((attempt, false));
                }
                self.tabs[page].microtasks.push_back(Microtask::Call { source, attempt, reason });
            }
            Act::Replace(embed) => self.replace_frame(page, embed),
            Act::Load(embed, token) => self.point(page, embed, token),
            Act::Post(embed, token) => self.post(page, embed, token),
            Act::SetTimer(delay) => self.set_timer(page, delay),
            Act::Settle(embed, Ok(())) => self.judge_readiness(page, embed),
            _ => {}
        }
    }

    /// Carries those effects out that run code of the host, and tells where a frame could not be pointed at its view. An embed
    /// that the host closes meanwhile hears nothing any more.
    pub(crate) fn run_host_code(&mut self, page: usize, acts: Vec<Act>) {
        let mut leaving = None;
        for act in acts {
            match act {
                Act::Abort { source, attempt } => self.abort(page, source, attempt),
                Act::RemoveSource(source) => drop(self.tabs[page].suppliers.remove(&source)),
                Act::Replace(embed) => self.remove_retired(page, embed),
                Act::Remove(embed) => {
                    self.leave(page, embed);
                    leaving = Some(embed);
                }
                Act::Load(embed, _) => self.tell_of_failed_load(page, embed),
                Act::Emit(embed, event) => {
                    let farewell = leaving == Some(embed) && event.is_final();
                    if farewell || self.tabs[page].mounted.contains_key(&embed) {
                        self.host_hears(page, embed, event);
                    }
                }
                _ => {}
            }
        }
    }

    /// The page's own iframe is not pointed anywhere unless its address is on the guest's origin.
    fn tell_of_failed_load(&mut self, page: usize, embed: u32) {
        if self.tabs[page].mounted.get(&embed).is_some_and(|mounted| !mounted.navigable) {
            self.handle(page, Input::ForeignSrc(embed));
        }
    }

    fn leave(&mut self, page: usize, embed: u32) {
        self.remove_retired(page, embed);
        let Some(mounted) = self.tabs[page].mounted.remove(&embed) else { return };
        if mounted.built {
            self.remove_frame(page, mounted.frame);
        } else {
            // The page's own iframe stays, and its guest goes on asking, until the page takes it away.
            let delay = self.dice.length(1, 600_000);
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
            mounted.retired.push(old);
            mounted.shown = None;
        }
    }

    fn remove_retired(&mut self, page: usize, embed: u32) {
        let retired =
            self.tabs[page].mounted.get_mut(&embed).map(|mounted| core::mem::take(&mut mounted.retired));
        for frame in retired.unwrap_or_default() {
            self.remove_frame(page, frame);
        }
    }

    /// Points the frame at its view. The page's own iframe is navigated without a change of its attribute.
    fn point(&mut self, page: usize, embed: u32, token: Option<TokenId>) {
        let Some(mounted) = self.tabs[page].mounted.get_mut(&embed) else { return };
        if !mounted.navigable {
            return;
        }
        mounted.loading = true;
        let (frame, built) = (mounted.frame, mounted.built);
        let address = Address { origin: mounted.tenant, token };
        if self.window_of(page, frame).is_none()
            && let Some(mounted) = self.tabs[page].mounted.get_mut(&embed)
        {
            mounted.shown = None;
        }
        if (built || self.window_of(page, frame).is_none())
            && let Some(row) = self.tabs[page].frames.get_mut(&frame)
        {
            row.src = Some(address);
        }
        self.navigate(page, frame, address);
    }

    fn post(&mut self, page: usize, embed: u32, token: Option<TokenId>) {
        let delay = self.dice.between(0, 3);
        let Some(mounted) = self.tabs[page].mounted.get_mut(&embed) else { return };
        let (asker, frame, target) = (mounted.asker.take(), mounted.frame, mounted.tenant);
        let window = self.window_of(page, frame);
        let Some(asker) = asker.and_then(|asker| still_shown(&asker, window.as_ref()).copied()) else {
            return self.tabs[page].rules.demand(false, "an answer finds its asker", || format!("e{embed}"));
        };
        if let Some(token) = token {
            self.on_page_in(delay, page, OnPage::Delivery { window: asker, token, target });
        }
    }

    fn set_timer(&mut self, page: usize, delay: Option<u64>) {
        let late = if self.tabs[page].hidden { self.dice.length(1, 60_000) } else { self.dice.between(0, 5) };
        let monotonic = self.device.monotonic(self.now);
        let tab = &mut self.tabs[page];
        tab.timers += 1;
        let set = tab.timers;
        tab.timer = delay.map(|delay| (set, monotonic + delay));
        if let Some(delay) = delay {
            self.on_page_in(delay + late, page, OnPage::Timer { set });
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
            let shown = self.window_of(page, mounted.frame);
            let proof = admit(*embed, source, shown, origin, mounted.tenant);
            let rightful = source.is_some() && source == shown && origin == mounted.tenant;
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
            // The host hears of that and may do anything, so all is looked at again.
            if self.has_moved(page, admitted.embed) {
                self.handle(page, Input::Moved(admitted.embed));
                return self.message_arrives(page, Some(source), origin, forged);
            }
            if let Some(mounted) = self.tabs[page].mounted.get_mut(&admitted.embed) {
                mounted.asker = Some(source);
            }
            if let Some(window) = self.tabs[page].windows.get_mut(&source) {
                window.requests += 1;
            }
            self.handle(page, Input::Request(admitted));
        }
    }

    /// A frame fired its load event. That it has another window than last time is told with it.
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
        let last = core::mem::replace(&mut mounted.shown, window);
        let moved = last.is_some() && last != window;
        if moved {
            self.tally.add(Count::Moves);
        }
        moved
    }

    /// Says which windows that asked are not shown any more.
    pub(crate) fn report_departures(&mut self, page: usize) {
        loop {
            let tab = &self.tabs[page];
            let gone = tab.mounted.iter().find(|(_, mounted)| {
                mounted.asker.is_some() && mounted.asker != self.window_of(page, mounted.frame)
            });
            let Some(embed) = gone.map(|(embed, _)| *embed) else { return };
            if let Some(mounted) = self.tabs[page].mounted.get_mut(&embed) {
                mounted.asker = None;
            }
            self.tally.add(Count::Departures);
            self.handle(page, Input::Departed(embed));
        }
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
