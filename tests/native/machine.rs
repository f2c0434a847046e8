//! The state machine of a page under a virtual clock.
//!
//! [`World`] stands in for the shell: it feeds inputs, keeps the one timer, and writes each effect down as a line of
//! text, in the order in which a shell performs them, so that a test reads as what happened and what came of it.

mod ahead;
mod anew;
mod closing;
mod cooldown;
mod deadlines;
mod detached;
mod effects;
mod elapsed;
mod guest;
mod limit;
mod opening;
mod prerendering;
mod random;
mod rebuilding;
mod recovery;
mod refresh;
mod refusal;
mod retries;
mod revival;
mod rules;
mod sharing;
mod snapshots;
mod stale;
mod unreachable;
mod users;

use std::collections::BTreeMap;

use embed_host::protocol::{
    Effect, Effects, EmbedId, EmbedSpec, Error, ErrorCode, Event, Frames, HostEffect, Input, LONGEST_DELAY,
    Mode, Now, Page, Renewal, SourceId, SourceSpec, State, TokenBinding, TokenGrant, admit,
};

use crate::browser;
use crate::jwt;
use crate::virtual_time::{MIDDLING, VirtualTime};

pub(crate) const TIMEOUT: u32 = 10_000;

/// The window of a frame that was never moved.
const FIRST_WINDOW: u32 = 1;

/// The window that each embed's frame has now. One that was never moved is not listed.
#[derive(Debug, Default)]
pub(crate) struct Windows(BTreeMap<EmbedId, Option<u32>>);

impl Windows {
    pub(crate) fn current(&self, embed: EmbedId) -> Option<u32> {
        self.0.get(&embed).copied().unwrap_or(Some(FIRST_WINDOW))
    }
}

impl Frames<u32> for Windows {
    fn is_current(&self, embed: EmbedId, window: &u32) -> bool {
        self.current(embed) == Some(*window)
    }

    fn has_window(&self, embed: EmbedId) -> bool {
        self.current(embed).is_some()
    }
}

/// A page, its clock, its timer, and what came out of it. It is not visible until a test says so: a page in the background
/// does nothing by itself, so that the exchange is seen alone.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) page: Page<u32>,
    pub(crate) time: VirtualTime,
    pub(crate) windows: Windows,
    calls: Vec<(SourceId, u32)>,
    lines: Vec<String>,
}

impl Default for World {
    fn default() -> Self {
        let now = Now { wall: 1_900_000_000_000, monotonic: 1_000, random: MIDDLING };
        Self {
            page: Page::default(),
            time: VirtualTime::new(now),
            windows: Windows::default(),
            calls: Vec::new(),
            lines: Vec::new(),
        }
    }
}

impl World {
    /// A page that is visible, and so does what it does by itself.
    pub(crate) fn visible() -> Self {
        let mut world = Self::default();
        world.feed(Input::Visible(true));
        world
    }

    pub(crate) fn source(&mut self) -> SourceId {
        self.source_with(SourceSpec { timeout: TIMEOUT, user: None })
    }

    pub(crate) fn source_with(&mut self, spec: SourceSpec) -> SourceId {
        self.page.add_source(spec).unwrap()
    }

    /// Adds an embed and opens it.
    pub(crate) fn open(&mut self, spec: EmbedSpec) -> EmbedId {
        let embed = self.page.add_embed(spec).unwrap();
        self.feed(Input::Open(embed));
        embed
    }

    pub(crate) fn mount(&mut self, source: SourceId) -> EmbedId {
        self.open(spec(source, Mode::Mounted))
    }

    pub(crate) fn attach(&mut self, source: SourceId) -> EmbedId {
        self.open(spec(source, Mode::Attached))
    }

    /// Mounts an embed with a source of its own.
    pub(crate) fn mount_alone(&mut self) -> (SourceId, EmbedId) {
        let source = self.source();
        let spec = spec(source, Mode::Mounted);
        let binding = TokenBinding { owns_source: true, ..spec.binding.clone() };
        (source, self.open(EmbedSpec { binding, ..spec }))
    }

    /// Mounts an embed that has its first token and has loaded. What led there is not written down.
    pub(crate) fn live(&mut self, source: SourceId) -> EmbedId {
        let embed = self.mount(source);
        self.answer(source, Ok(token(1, &format!("First{:03}", embed.number()))));
        self.load(embed);
        self.lines.clear();
        embed
    }

    /// Mounts so many embeds that have the same first token and have loaded. What led there is not written down.
    pub(crate) fn live_together<const N: usize>(&mut self, source: SourceId) -> [EmbedId; N] {
        let embeds = [(); N].map(|()| self.mount(source));
        self.answer(source, Ok(token(1, "FirstAll")));
        for embed in embeds {
            self.load(embed);
        }
        self.lines.clear();
        embeds
    }

    pub(crate) fn ask(&mut self, embed: EmbedId) {
        self.feed(self.request(embed));
    }

    /// A request from the window that the embed's frame has now.
    pub(crate) fn request(&self, embed: EmbedId) -> Input<u32> {
        let window = self.windows.current(embed);
        Input::Request(admit(embed, window, window.as_ref(), || 2, &2).unwrap())
    }

    /// The frame is moved in the document, and so has another window. The machine has not been notified.
    pub(crate) fn move_frame(&mut self, embed: EmbedId) {
        let moved = self.windows.current(embed).unwrap_or(FIRST_WINDOW) + 1;
        self.windows.0.insert(embed, Some(moved));
    }

    /// The frame is taken out of the document, and has no window.
    pub(crate) fn take_out(&mut self, embed: EmbedId) {
        self.windows.0.insert(embed, None);
    }

    /// The frame is moved, and an answer comes in that is dropped whatever it is: then requests of windows that are gone
    /// are dropped too.
    pub(crate) fn drop_request(&mut self, embed: EmbedId) {
        self.move_frame(embed);
        self.answer_attempt(SourceId::of(u32::MAX), 1, error(ErrorCode::Network));
    }

    pub(crate) fn load(&mut self, embed: EmbedId) {
        self.feed(Input::Loaded(embed));
    }

    pub(crate) fn close(&mut self, embed: EmbedId) {
        self.feed(Input::Close(embed));
    }

    /// The attempt number of the call that is under way.
    #[track_caller]
    pub(crate) fn calling(&self, source: SourceId) -> u32 {
        let call = self.calls.iter().find(|(called, _)| *called == source);
        call.unwrap_or_else(|| panic!("{source:?} is not being called")).1
    }

    /// Answers the call that is under way.
    #[track_caller]
    pub(crate) fn answer(&mut self, source: SourceId, answer: Result<TokenGrant, Error>) {
        let attempt = self.calling(source);
        self.answer_attempt(source, attempt, answer);
    }

    pub(crate) fn answer_attempt(
        &mut self,
        source: SourceId,
        attempt: u32,
        answer: Result<TokenGrant, Error>,
    ) {
        self.feed(Input::Answered { source, attempt, answer });
    }

    /// Lets time pass, and the timer fire whenever it is due.
    pub(crate) fn advance(&mut self, milliseconds: u64) {
        let end = self.time.now.monotonic + milliseconds;
        while self.time.wait_for_timer(end) {
            self.feed(Input::Timer);
        }
    }

    /// Lets time pass until it holds, to the millisecond. That has to be within so many.
    pub(crate) fn advance_until(&mut self, within: u64, holds: impl Fn(&Self) -> bool) {
        let end = self.time.now.monotonic + within;
        while !holds(self) {
            assert!(self.time.now.monotonic < end, "it does not hold in time");
            self.advance(1);
        }
    }

    pub(crate) fn feed(&mut self, input: Input<u32>) {
        let _performed = self.step(input);
    }

    /// Feeds an input, and performs its effects: first all that run no code of the host, then all others.
    pub(crate) fn step(&mut self, input: Input<u32>) -> Effects<Effect<u32>, HostEffect> {
        if let Input::Answered { source, attempt, .. } = input {
            self.calls.retain(|call| *call != (source, attempt));
        }
        let effects = self.page.handle(input, self.time.now, &self.windows);
        let mut replaced = Vec::new();
        for effect in &effects.now {
            self.lines.push(describe(effect));
            match *effect {
                Effect::Fetch { source, attempt, .. } => self.calls.push((source, attempt)),
                Effect::Replace { embed } => replaced.push(embed),
                Effect::SetTimer(delay) => {
                    assert!(delay.is_none_or(|delay| delay <= LONGEST_DELAY), "a timer of {delay:?}");
                    self.time.set_timer(delay);
                }
                Effect::Load { .. } | Effect::Post { .. } | Effect::Settle { .. } => {}
            }
        }
        for effect in &effects.host {
            self.lines.extend(describe_host(effect));
            match *effect {
                HostEffect::Abort { source, attempt } => {
                    self.calls.retain(|call| *call != (source, attempt));
                }
                HostEffect::RemoveReplaced { embed } => {
                    assert_eq!(replaced.first(), Some(&embed), "what was replaced is removed, in that order");
                    replaced.remove(0);
                }
                HostEffect::RemoveSource { .. } | HostEffect::Emit { .. } | HostEffect::Close { .. } => {}
            }
        }
        assert_eq!(replaced, [], "what was replaced is removed");
        effects
    }

    /// How many calls are under way.
    pub(crate) fn calls_under_way(&self) -> usize {
        self.calls.len()
    }

    /// What has happened since this was last asked.
    pub(crate) fn happened(&mut self) -> Vec<String> {
        core::mem::take(&mut self.lines)
    }

    /// Fails unless exactly this has happened since then, in this order.
    #[track_caller]
    pub(crate) fn then(&mut self, expected: &[&str]) {
        assert_eq!(self.happened(), expected);
    }

    /// Fails unless exactly this has happened since then, the timer left aside: a visible page checks the time now and then.
    #[track_caller]
    pub(crate) fn then_calls(&mut self, expected: &[&str]) {
        let mut happened = self.happened();
        happened.retain(|line| !line.starts_with("timer"));
        assert_eq!(happened, expected);
    }

    /// Fails if anything has happened since then.
    #[track_caller]
    pub(crate) fn then_nothing(&mut self) {
        self.then(&[]);
    }
}

/// An embed of the tests' tenant with nobody in particular signed in.
pub(crate) fn spec(source: SourceId, mode: Mode) -> EmbedSpec {
    let origin = browser::origin("https://acme.askwisdom.ai");
    let binding = TokenBinding { source, owns_source: false, user: None };
    EmbedSpec { binding, origin, mode, renewal: Renewal::default() }
}

/// A token of that name that was issued so many seconds after noon.
pub(crate) fn token(seconds: u64, name: &str) -> TokenGrant {
    jwt::grant(1_900_000_000 + seconds, name)
}

pub(crate) fn error(code: ErrorCode) -> Result<TokenGrant, Error> {
    Err(Error::new(code))
}

fn describe(effect: &Effect<u32>) -> String {
    match effect {
        Effect::Fetch { source, attempt, reason } => {
            format!("call s{}#{attempt} {}", source.number(), reason.as_str())
        }
        Effect::Replace { embed } => format!("replace e{}", embed.number()),
        Effect::Load { embed, token } => {
            format!("load e{} {}", embed.number(), jwt::name_of(token.secret().expose()))
        }
        Effect::Post { embed, token, .. } => {
            format!("post e{} {}", embed.number(), jwt::name_of(token.secret().expose()))
        }
        Effect::Settle { embed, result } => {
            format!(
                "settle e{} {}",
                embed.number(),
                result.map_or_else(|error| error.code.as_str(), |()| "ok")
            )
        }
        Effect::SetTimer(Some(delay)) => format!("timer {delay}"),
        Effect::SetTimer(None) => "timer off".into(),
    }
}

/// The lines of an effect that runs code of the host. Closing is three things; what is replaced is removed without a line of
/// its own.
fn describe_host(effect: &HostEffect) -> Vec<String> {
    let emits = |embed: EmbedId, event| format!("e{}: {}", embed.number(), describe_event(&event));
    match *effect {
        HostEffect::Abort { source, attempt } => vec![format!("abort s{}#{attempt}", source.number())],
        HostEffect::RemoveSource { source } => vec![format!("forget s{}", source.number())],
        HostEffect::RemoveReplaced { .. } => vec![],
        HostEffect::Emit { embed, event } => vec![emits(embed, event)],
        HostEffect::Close { embed, from } => vec![
            format!("remove e{}", embed.number()),
            emits(embed, Event::StateChange { from, to: State::Closed }),
            emits(embed, Event::Closed),
        ],
    }
}

fn describe_event(event: &Event) -> String {
    match event {
        Event::StateChange { from, to } => format!("{} > {}", from.as_str(), to.as_str()),
        Event::TokenSent { expires_in, ahead, waited } => {
            let life = expires_in.map_or("?".into(), |life| life.to_string());
            format!("sent{} life={life} waited={waited}", if *ahead { " ahead" } else { "" })
        }
        Event::TokenError { error, last } => {
            format!("{}error {}", if *last { "final " } else { "" }, error.code.as_str())
        }
        Event::TokenRequest => "asked".into(),
        Event::Ready | Event::Closed => event.name().into(),
    }
}
