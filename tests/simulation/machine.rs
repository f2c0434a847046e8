//! The state machine that ships, in the words of the simulation. This file alone knows the crate.

use std::time::UNIX_EPOCH;

use embed_host::protocol as core;
use embed_host::protocol::{
    Admission, Claims, Effect, EmbedId, EmbedSpec, Frames, HostEffect, Mode, Now, Origin, Page, Renewal,
    Secret, SourceId, SourceSpec, TokenGrant,
};

use crate::tokens::{Ledger, TokenId};

pub(crate) use embed_host::protocol::{Error, ErrorCode, Event, FetchReason, Recover, State};

/// What the shell says at each input: both clocks, in milliseconds, and a random number.
pub(crate) type Reading = Now;

/// What happened outside.
#[derive(Debug)]
pub(crate) enum Input {
    Open(u32),
    Request(Admitted),
    Loaded(u32),
    Moved(u32),
    ForeignSrc(u32),
    Unreachable(u32),
    Answered { source: u32, attempt: u32, answer: Answer },
    Timer,
    Visible(bool),
    Online,
    Reload(u32),
    Switch(u32, TokenBinding),
    Close(u32),
    CloseSource(u32),
}

/// A message that the machine's own check let in, from an embed.
#[derive(Debug)]
pub(crate) struct Admitted {
    pub(crate) embed: u32,
    /// The window that sent it.
    pub(crate) window: u32,
    proof: Admission<u32>,
}

/// What a call came to.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Answer {
    Token(TokenId),
    /// Something that is no token.
    Text(&'static str),
    Failed(Error),
}

/// Who is signed in, and where the tokens come from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TokenBinding {
    pub(crate) source: u32,
    pub(crate) owns_source: bool,
    pub(crate) user: Option<&'static str>,
}

/// What is asked for with an embed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct MountOptions {
    pub(crate) binding: TokenBinding,
    pub(crate) tenant: &'static str,
    /// Whether the frame is built, and not the page's own.
    pub(crate) built: bool,
    pub(crate) mint_ahead: Option<u32>,
    pub(crate) recover: Recover,
}

/// What the shell has to do. A token that is none of ours has no number.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Act {
    Fetch {
        source: u32,
        attempt: u32,
        reason: FetchReason,
    },
    Replace(u32),
    Load(u32, Option<TokenId>),
    Post {
        embed: u32,
        window: u32,
        token: Option<TokenId>,
    },
    Settle(u32, Result<(), Error>),
    SetTimer(Option<u32>),
    Abort {
        source: u32,
        attempt: u32,
    },
    RemoveSource(u32),
    RemoveReplaced(u32),
    Emit(u32, Event),
    /// It stands for three others, of which only those are judged.
    Close {
        embed: u32,
        from: State,
    },
    Remove(u32),
}

/// What came of a step: what runs no code of the host, and what runs some.
#[derive(Debug)]
pub(crate) struct Acts {
    pub(crate) now: Vec<Act>,
    pub(crate) host: Vec<Act>,
}

impl Act {
    /// Whether it runs code of the host, and so belongs to the second list.
    pub(crate) fn runs_host_code(self) -> bool {
        match self {
            Self::Fetch { .. }
            | Self::Replace(_)
            | Self::Load(..)
            | Self::Post { .. }
            | Self::Settle(..)
            | Self::SetTimer(_) => false,
            Self::Abort { .. }
            | Self::RemoveSource(_)
            | Self::RemoveReplaced(_)
            | Self::Emit(..)
            | Self::Close { .. }
            | Self::Remove(_) => true,
        }
    }

    /// The acts that it stands for.
    fn spelled_out(self) -> Vec<Self> {
        match self {
            Self::Close { embed, from } => vec![
                Self::Remove(embed),
                Self::Emit(embed, Event::StateChange { from, to: State::Closed }),
                Self::Emit(embed, Event::Closed),
            ],
            other => vec![other],
        }
    }
}

impl Acts {
    /// The same with each act spelled out, to be judged, counted and read.
    pub(crate) fn spelled_out(&self) -> Self {
        let spell = |acts: &[Act]| acts.iter().flat_map(|act| act.spelled_out()).collect();
        Self { now: spell(&self.now), host: spell(&self.host) }
    }

    /// All of them, in the order in which they are performed.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Act> {
        self.now.iter().chain(&self.host)
    }
}

/// The window that each embed's frame has now.
pub(crate) trait Windows {
    fn current(&self, embed: u32) -> Option<u32>;
}

struct Current<'windows, W>(&'windows W);

impl<W: Windows> Frames<u32> for Current<'_, W> {
    fn is_current(&self, embed: EmbedId, window: &u32) -> bool {
        self.0.current(embed.number()) == Some(*window)
    }

    fn has_window(&self, embed: EmbedId) -> bool {
        self.0.current(embed.number()).is_some()
    }
}

/// The state machine of one page.
#[derive(Clone, Debug, Default)]
pub(crate) struct Machine(Page<u32>);

impl Machine {
    pub(crate) fn add_source(&mut self, timeout: u32, user: Option<&str>) -> Result<u32, Error> {
        Ok(self.0.add_source(SourceSpec { timeout, user: user.map(Into::into) })?.number())
    }

    pub(crate) fn add_embed(&mut self, options: MountOptions) -> Result<u32, Error> {
        let spec = EmbedSpec {
            binding: core_binding(options.binding),
            origin: Origin::parse(options.tenant, |text| Some(text.into()))?,
            mode: if options.built { Mode::Mounted } else { Mode::Attached },
            renewal: Renewal { mint_ahead: options.mint_ahead, recover: options.recover },
        };
        Ok(self.0.add_embed(spec)?.number())
    }

    /// Checks a binding before it is used, and says for whom it will be used.
    pub(crate) fn check(&self, binding: TokenBinding) -> Result<Option<String>, Error> {
        let mut binding = core_binding(binding);
        self.0.check(&mut binding)?;
        Ok(binding.user)
    }

    pub(crate) fn state(&self, embed: u32) -> State {
        self.0.state(EmbedId::of(embed))
    }

    /// What a support ticket would hold: how often the guest asked and was answered, and the whole of it as text.
    pub(crate) fn report(&self, embed: u32) -> (u32, u32, String) {
        let snapshot = self.0.snapshot(EmbedId::of(embed));
        (snapshot.requests, snapshot.sent, format!("{snapshot:?}"))
    }

    pub(crate) fn handle(
        &mut self,
        input: Input,
        now: Reading,
        ledger: &Ledger,
        windows: &impl Windows,
    ) -> Acts {
        let input = match input {
            Input::Open(embed) => core::Input::Open(EmbedId::of(embed)),
            Input::Request(admitted) => core::Input::Request(admitted.proof),
            Input::Loaded(embed) => core::Input::Loaded(EmbedId::of(embed)),
            Input::Moved(embed) => core::Input::Moved(EmbedId::of(embed)),
            Input::ForeignSrc(embed) => core::Input::ForeignSrc(EmbedId::of(embed)),
            Input::Unreachable(embed) => core::Input::Unreachable(EmbedId::of(embed)),
            Input::Answered { source, attempt, answer } => {
                core::Input::Answered { source: SourceId::of(source), attempt, answer: given(answer, ledger) }
            }
            Input::Timer => core::Input::Timer,
            Input::Visible(visible) => core::Input::Visible(visible),
            Input::Online => core::Input::Online,
            Input::Reload(embed) => core::Input::Reload(EmbedId::of(embed)),
            Input::Switch(embed, binding) => core::Input::Switch(EmbedId::of(embed), core_binding(binding)),
            Input::Close(embed) => core::Input::Close(EmbedId::of(embed)),
            Input::CloseSource(source) => core::Input::CloseSource(SourceId::of(source)),
        };
        let effects = self.0.handle(input, now, &Current(windows));
        Acts { now: effects.now.iter().map(act).collect(), host: effects.host.iter().map(host_act).collect() }
    }
}

/// Lets a message in, or not: windows are numbers here, and origins are text.
pub(crate) fn admit(
    embed: u32,
    source: Option<u32>,
    frame_window: Option<u32>,
    origin: &str,
    expected: &str,
) -> Option<Admitted> {
    let proof = core::admit(EmbedId::of(embed), source, frame_window.as_ref(), || origin, &expected)?;
    Some(Admitted { embed, window: source?, proof })
}

/// The seconds that a `Retry-After` asks to wait.
pub(crate) fn retry_after(value: &str, answered: Option<&str>, now: Reading) -> Option<u32> {
    let parse = |date: &str| {
        let time = httpdate::parse_http_date(date).ok()?;
        time.duration_since(UNIX_EPOCH).ok()?.as_millis().try_into().ok()
    };
    core::retry_after(value, answered, now.wall, parse)
}

fn core_binding(binding: TokenBinding) -> core::TokenBinding {
    core::TokenBinding {
        source: SourceId::of(binding.source),
        owns_source: binding.owns_source,
        user: binding.user.map(Into::into),
    }
}

fn given(answer: Answer, ledger: &Ledger) -> Result<TokenGrant, Error> {
    match answer {
        Answer::Token(id) => {
            let minted = ledger.get(id);
            let (token, claims) = (Secret::new(minted.text.clone()), claims(&minted.text));
            Ok(TokenGrant { token, expires_in: minted.expires_in, claims })
        }
        Answer::Text(text) => Ok(TokenGrant::new(text)),
        Answer::Failed(error) => Err(error),
    }
}

/// What a browser reads of a token.
fn claims(token: &str) -> Claims {
    let payload = core::payload(token).unwrap_or_default();
    let object: serde_json::Value = serde_json::from_slice(&payload).unwrap_or_default();
    let seconds = |name: &str| object.get(name)?.as_f64().map(|seconds| seconds as u64);
    Claims { issued_at: seconds("iat"), expires_at: seconds("exp") }
}

fn act(effect: &Effect<u32>) -> Act {
    let named = |token: &core::Token| TokenId::of(token.secret().expose());
    match effect {
        Effect::Fetch { source, attempt, reason } => {
            Act::Fetch { source: source.number(), attempt: *attempt, reason: *reason }
        }
        Effect::Replace { embed } => Act::Replace(embed.number()),
        Effect::Load { embed, token } => Act::Load(embed.number(), named(token)),
        Effect::Post { embed, window, token } => {
            Act::Post { embed: embed.number(), window: *window, token: named(token) }
        }
        Effect::Settle { embed, result } => Act::Settle(embed.number(), *result),
        Effect::SetTimer(delay) => Act::SetTimer(*delay),
    }
}

fn host_act(effect: &HostEffect) -> Act {
    match *effect {
        HostEffect::Abort { source, attempt } => Act::Abort { source: source.number(), attempt },
        HostEffect::RemoveSource { source } => Act::RemoveSource(source.number()),
        HostEffect::RemoveReplaced { embed } => Act::RemoveReplaced(embed.number()),
        HostEffect::Emit { embed, event } => Act::Emit(embed.number(), event),
        HostEffect::Close { embed, from } => Act::Close { embed: embed.number(), from },
    }
}
