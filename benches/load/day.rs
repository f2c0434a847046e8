//! A day of many pages, event by event.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::rc::Rc;

use embed_host::protocol::{
    Account, Claims, Effect, EmbedId, EmbedSpec, Error, ErrorCode, FirstToken, Input, Now, Origin, Page,
    Renewal, SourceId, SourceSpec, Token, TokenGrant, admit,
};
use fastrand::Rng;

use crate::report::Report;

const PAGES: u32 = 100_000;
pub(crate) const OPENED_WITHIN: u64 = 300_000;
pub(crate) const HOUR: u64 = 3_600_000;
const DAY: u64 = 24 * HOUR;
const TOKEN_LIFE: u32 = 3_600;
pub(crate) const OUTAGE: std::ops::Range<u64> = 12 * HOUR..12 * HOUR + 600_000;
/// How long the backend takes to answer, in milliseconds.
const LATENCY: u64 = 200;
/// What happens to a page, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Happening {
    Opens,
    Timer(u32),
    Answer { attempt: u32, good: bool },
    Loads,
    Asks(u32),
}

/// One page with one embed, its timer, and its guest.
struct Visit {
    page: Page,
    source: SourceId,
    embed: EmbedId,
    /// A timer, or a plan of the guest, that is not the latest is no more.
    timer: u32,
    plan: u32,
    token: Option<Rc<Token>>,
    tokens: u64,
}

/// A day of all pages.
pub(crate) struct Day {
    visits: Vec<Visit>,
    queue: BinaryHeap<Reverse<(u64, u32, Happening)>>,
    dice: Rng,
    jitter: bool,
    now: u64,
    /// Calls of the backend, by second.
    calls: Vec<u32>,
}

impl Day {
    pub(crate) fn new(jitter: bool) -> Self {
        let mut day = Self {
            visits: Vec::new(),
            queue: BinaryHeap::new(),
            dice: Rng::with_seed(1),
            jitter,
            now: 0,
            calls: vec![0; usize::try_from(DAY / 1_000).unwrap_or(0) + 1],
        };
        for number in 0..PAGES {
            day.visits.push(Visit::new());
            let at = day.dice.u64(0..OPENED_WITHIN);
            day.queue.push(Reverse((at, number, Happening::Opens)));
        }
        day
    }

    pub(crate) fn pass(mut self) -> Report {
        while let Some(Reverse((at, number, happening))) = self.queue.pop() {
            if at >= DAY {
                break;
            }
            self.now = at;
            self.happen(number, happening);
        }
        Report::of(&self.calls)
    }

    fn happen(&mut self, number: u32, happening: Happening) {
        let visit = &mut self.visits[number as usize];
        let (source, embed) = (visit.source, visit.embed);
        match happening {
            Happening::Opens => {
                self.feed(number, Input::Visible(true));
                self.feed(number, Input::Open(embed));
            }
            Happening::Timer(timer) if timer == visit.timer => self.feed(number, Input::Timer),
            Happening::Loads => self.feed(number, Input::Loaded(embed)),
            Happening::Answer { attempt, good } => {
                visit.tokens += 1;
                let answer = if good { Ok(grant(visit.tokens)) } else { Err(unavailable()) };
                self.feed(number, Input::Answered { source, attempt, answer });
            }
            Happening::Asks(plan) if plan == visit.plan => {
                self.queue.push(Reverse((self.now + 10_000, number, Happening::Asks(plan))));
                if let Some(admission) = admit(embed, Some(&1), Some(&1), || 2, &2) {
                    self.feed(number, Input::Request(admission));
                }
            }
            Happening::Timer(_) | Happening::Asks(_) => {}
        }
    }

    fn feed(&mut self, number: u32, input: Input) {
        let chance = if self.jitter { self.dice.u32(..) } else { 1 << 31 };
        let now = Now { wall: self.now, monotonic: self.now, chance };
        let effects = self.visits[number as usize].page.handle(input, now);
        for effect in effects {
            self.perform(number, effect);
        }
    }

    fn perform(&mut self, number: u32, effect: Effect) {
        let visit = &mut self.visits[number as usize];
        let mut plan =
            |after: u64, happening| self.queue.push(Reverse((self.now + after, number, happening)));
        match effect {
            Effect::Call { attempt, .. } => {
                self.calls[usize::try_from(self.now / 1_000).unwrap_or(0)] += 1;
                plan(LATENCY, Happening::Answer { attempt, good: !OUTAGE.contains(&self.now) });
            }
            Effect::SetTimer(delay) => {
                visit.timer += 1;
                if let Some(delay) = delay {
                    plan(delay, Happening::Timer(visit.timer));
                }
            }
            Effect::Load { token, .. } | Effect::Post { token, .. } => {
                if visit.token.replace(token).is_none() {
                    plan(300, Happening::Loads);
                }
                visit.plan += 1;
                plan(u64::from(TOKEN_LIFE) * 1_000 - 10_000, Happening::Asks(visit.plan));
            }
            Effect::Replace { .. } => visit.token = None,
            _ => {}
        }
    }
}

impl Visit {
    fn new() -> Self {
        let mut page = Page::new();
        let source = page.add_source(SourceSpec { timeout: 10_000, user: None });
        let origin = Origin::parse("https://acme.askwisdom.ai", |origin| Some(origin.to_owned()));
        let account = Account { source, owns_source: true, user: None };
        let spec = origin.map(|origin| EmbedSpec {
            account,
            origin,
            first: FirstToken::InAddress,
            renewal: Renewal::default(),
        });
        let embed = spec.and_then(|spec| page.add_embed(spec)).unwrap_or(EmbedId::of(0));
        Self { page, source, embed, timer: 0, plan: 0, token: None, tokens: 0 }
    }
}

/// A token of an hour, which is another one each time.
fn grant(number: u64) -> TokenGrant {
    let claims = Claims { issued_at: Some(number), expires_at: None };
    let name = format!("{number:08}");
    TokenGrant { expires_in: Some(TOKEN_LIFE), claims, ..TokenGrant::new(format!("AA.AA.{name}")) }
}

fn unavailable() -> Error {
    Error::new(ErrorCode::BackendStatus).with_status(503)
}
