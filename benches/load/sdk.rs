//! A page with the state machine that ships.

use embed_host::protocol::{
    Claims, Effect, EmbedId, EmbedSpec, Error, ErrorCode, Frames, Input, Mode, Now, Origin, Page, Renewal,
    SourceId, SourceSpec, TokenBinding, TokenGrant, admit,
};

use crate::host::{Answer, Deed, Host, Incident};
use crate::visit::LIFETIME;

/// The window of every frame. None is ever moved.
const WINDOW: u32 = 1;

/// A frame that is never moved.
struct Frame;

impl Frames<u32> for Frame {
    fn is_current(&self, _embed: EmbedId, window: &u32) -> bool {
        *window == WINDOW
    }

    fn has_window(&self, _embed: EmbedId) -> bool {
        true
    }
}

/// A page with one embed, which is visible all day.
#[derive(Debug)]
pub(crate) struct Sdk {
    page: Page<u32>,
    source: SourceId,
    embed: EmbedId,
}

impl Sdk {
    /// A page that has not been opened yet; `None` if the state machine refuses it.
    pub(crate) fn new() -> Option<Self> {
        let mut page = Page::new();
        let source = page.add_source(SourceSpec { timeout: 10_000, user: None }).ok()?;
        let binding = TokenBinding { source, owns_source: true, user: None };
        let origin = Origin::parse("https://acme.askwisdom.ai", |origin| Some(origin.to_owned())).ok()?;
        let spec = EmbedSpec { binding, origin, mode: Mode::Mounted, renewal: Renewal::default() };
        let embed = page.add_embed(spec).ok()?;
        Some(Self { page, source, embed })
    }

    fn input(&self, incident: Incident) -> Option<Input<u32>> {
        Some(match incident {
            Incident::Opens => Input::Open(self.embed),
            Incident::TimerFires => Input::Timer,
            Incident::Loads => Input::Loaded(self.embed),
            Incident::GuestAsks => Input::Request(admit(self.embed, Some(WINDOW), Some(&WINDOW), || 2, &2)?),
            Incident::Answer { attempt, answer } => {
                let answer = match answer {
                    Answer::Token(number) => Ok(grant(number)),
                    Answer::Unavailable(retry_after) => Err(unavailable(retry_after)),
                };
                Input::Answered { source: self.source, attempt, answer }
            }
        })
    }

    fn deed(&self, effect: &Effect<u32>) -> Option<Deed> {
        let left = || self.page.snapshot(self.embed).life.unwrap_or(u64::from(LIFETIME) * 1_000);
        match *effect {
            Effect::Fetch { attempt, .. } => Some(Deed::Call { attempt }),
            Effect::SetTimer(delay) => Some(Deed::SetTimer(delay)),
            Effect::Load { .. } => Some(Deed::Load { left: left() }),
            Effect::Post { .. } => Some(Deed::Post { left: left() }),
            Effect::Replace { .. } | Effect::Settle { .. } => None,
        }
    }
}

impl Host for Sdk {
    fn take(&mut self, incident: Incident, now: Now) -> Vec<Deed> {
        // Nobody listens to the effects that run code of the host.
        let mut effects = Vec::new();
        if matches!(incident, Incident::Opens) {
            effects = self.page.handle(Input::Visible(true), now, &Frame).now;
        }
        if let Some(input) = self.input(incident) {
            effects.extend(self.page.handle(input, now, &Frame).now);
        }
        effects.iter().filter_map(|effect| self.deed(effect)).collect()
    }
}

/// A token of an hour, which is another one each time.
fn grant(number: u64) -> TokenGrant {
    let claims = Claims { issued_at: Some(number), expires_at: None };
    TokenGrant { expires_in: Some(LIFETIME), claims, ..TokenGrant::new(format!("AA.AA.{number:08}")) }
}

fn unavailable(retry_after: Option<u32>) -> Error {
    let error = Error::new(ErrorCode::BackendStatus).with_status(503);
    retry_after.map_or(error, |seconds| error.with_retry_after(seconds))
}
