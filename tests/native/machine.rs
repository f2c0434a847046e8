//! The state machine of a page under a virtual clock.
//!
//! [`World`] stands in for the shell: it feeds inputs, keeps the one timer, and writes each effect down as a line of
//! text, so that a test reads as what happened and what came of it.

mod ahead;
mod anew;
mod closing;
mod deadlines;
mod elapsed;
mod flights;
mod guest;
mod opening;
mod random;
mod rebuilding;
mod recovery;
mod refusal;
mod retries;
mod rules;
mod sharing;
mod snapshots;
mod stale;
mod users;

use embed_host::protocol::{
    Effect, EmbedId, EmbedSpec, Error, ErrorCode, Event, Input, Mode, Now, Page, Renewal, SourceId,
    SourceSpec, TokenBinding, TokenGrant, admit,
};

use crate::browser;
use crate::jwt;
use crate::virtual_time::{MIDDLING, VirtualTime};

pub(crate) const TIMEOUT: u32 = 10_000;

/// A page, its clock, its timer, and what came out of it. It is not shown until a test says so: a page in the background does
/// nothing of its own accord, so that the exchange is seen alone.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) page: Page,
    pub(crate) time: VirtualTime,
    calls: Vec<(SourceId, u32)>,
    lines: Vec<String>,
}

impl Default for World {
    fn default() -> Self {
        let now = Now { wall: 1_900_000_000_000, monotonic: 1_000, random: MIDDLING };
        Self { page: Page::default(), time: VirtualTime::new(now), calls: Vec::new(), lines: Vec::new() }
    }
}

impl World {
    /// A page that is shown, and so does what it does of its own accord.
    pub(crate) fn shown() -> Self {
        let mut world = Self::default();
        world.feed(Input::Visible(true));
        world
    }

    pub(crate) fn source(&mut self) -> SourceId {
        self.page.add_source(SourceSpec { timeout: TIMEOUT, user: None })
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
        (
            source,
            self.open(EmbedSpec {
                account: TokenBinding { owns_source: true, ..spec.account.clone() },
                ..spec
            }),
        )
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
        let admission = admit(embed, Some(&1), Some(&1), || 2, &2).unwrap();
        self.feed(Input::Request(admission));
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

    /// Lets time pass, and the timer go off whenever it is due.
    pub(crate) fn advance(&mut self, milliseconds: u64) {
        let end = self.time.now.monotonic + milliseconds;
        while self.time.wait_for_timer(end) {
            self.feed(Input::Timer);
        }
    }

    pub(crate) fn feed(&mut self, input: Input) -> Vec<Effect> {
        if let Input::Answered { source, attempt, .. } = input {
            self.calls.retain(|call| *call != (source, attempt));
        }
        let effects = self.page.handle(input, self.time.now);
        for effect in &effects {
            self.lines.push(describe(effect));
            match *effect {
                Effect::Call { source, attempt, .. } => self.calls.push((source, attempt)),
                Effect::Abort { source, attempt } => self.calls.retain(|call| *call != (source, attempt)),
                Effect::SetTimer(delay) => self.time.set_timer(delay),
                _ => {}
            }
        }
        effects
    }

    /// How many calls are under way.
    pub(crate) fn calls_under_way(&self) -> usize {
        self.calls.len()
    }

    /// What has happened since the last look.
    pub(crate) fn happened(&mut self) -> Vec<String> {
        core::mem::take(&mut self.lines)
    }

    /// Fails unless exactly this has happened since the last look, in this order.
    #[track_caller]
    pub(crate) fn then(&mut self, expected: &[&str]) {
        assert_eq!(self.happened(), expected);
    }

    /// Fails unless exactly this has happened since the last look, the timer left aside: a page that is shown looks at the time
    /// now and then.
    #[track_caller]
    pub(crate) fn then_calls(&mut self, expected: &[&str]) {
        let mut happened = self.happened();
        happened.retain(|line| !line.starts_with("timer"));
        assert_eq!(happened, expected);
    }

    /// Fails if anything has happened since the last look.
    #[track_caller]
    pub(crate) fn then_nothing(&mut self) {
        self.then(&[]);
    }
}

/// An embed of the tests' tenant with nobody in particular signed in.
pub(crate) fn spec(source: SourceId, first: Mode) -> EmbedSpec {
    let origin = browser::origin("https://acme.askwisdom.ai");
    let account = TokenBinding { source, owns_source: false, user: None };
    EmbedSpec { account, origin, first, renewal: Renewal::default() }
}

/// A token of that name that was issued so many seconds after noon.
pub(crate) fn token(seconds: u64, name: &str) -> TokenGrant {
    jwt::grant(1_900_000_000 + seconds, name)
}

pub(crate) fn error(code: ErrorCode) -> Result<TokenGrant, Error> {
    Err(Error::new(code))
}

fn describe(effect: &Effect) -> String {
    match effect {
        Effect::Call { source, attempt, reason } => {
            format!("call s{}#{attempt} {}", source.number(), reason.as_str())
        }
        Effect::Abort { source, attempt } => format!("abort s{}#{attempt}", source.number()),
        Effect::Replace { embed } => format!("replace e{}", embed.number()),
        Effect::Load { embed, token } => {
            format!("load e{} {}", embed.number(), jwt::name_of(token.secret().expose()))
        }
        Effect::Post { embed, token } => {
            format!("post e{} {}", embed.number(), jwt::name_of(token.secret().expose()))
        }
        Effect::Settle { embed, result } => {
            format!(
                "settle e{} {}",
                embed.number(),
                result.map_or_else(|error| error.code.as_str(), |()| "ok")
            )
        }
        Effect::Remove { embed } => format!("remove e{}", embed.number()),
        Effect::RemoveSource { source } => format!("forget s{}", source.number()),
        Effect::SetTimer(Some(delay)) => format!("timer {delay}"),
        Effect::SetTimer(None) => "timer off".into(),
        Effect::Emit { embed, event } => format!("e{}: {}", embed.number(), describe_event(event)),
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
