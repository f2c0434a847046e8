//! A day of many pages.
//!
//! Pages have nothing to do with one another but through the backend, which answers every call alike. So one page's day
//! passes after the other's, and the calls of all are added up by the second.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use embed_host::protocol::{
    Claims, Effect, EmbedId, EmbedSpec, Error, ErrorCode, Frames, Input, Mode, Now, Origin, Page, Renewal,
    SourceId, SourceSpec, TokenBinding, TokenGrant, admit,
};
use fastrand::Rng;

use crate::report::Report;
use crate::timeline::{DAY, OPENED_WITHIN, OUTAGE, second};

const PAGES: u64 = 100_000;
/// The lifetime of every token, in seconds.
const LIFETIME: u32 = 3_600;
/// How long the backend takes to answer, in milliseconds.
const LATENCY: u64 = 200;
/// How long a view takes to load, in milliseconds.
const LOADING: u64 = 300;
/// How long before its token expires the guest asks, and how long it waits for an answer, in milliseconds.
const GUEST: u64 = 10_000;

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

/// What happens to a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Happening {
    Opens,
    Timer(u32),
    Answer { attempt: u32, good: bool },
    Loads,
    Asks(u32),
}

/// One page with one embed, its timer, its guest, and what is going to happen to it.
struct Visit<'day> {
    page: Page<u32>,
    source: SourceId,
    embed: EmbedId,
    queue: BinaryHeap<Reverse<(u64, Happening)>>,
    rng: Rng,
    jitter: bool,
    /// What the backend says while it is down.
    retry_after: Option<u32>,
    now: u64,
    /// A timer, or a plan of the guest, that is not the latest is no more.
    timer: u32,
    plan: u32,
    tokens: u64,
    calls: &'day mut [u32],
}

/// Lets the day of all pages pass. Gives what their backend saw.
pub(crate) fn pass(jitter: bool, retry_after: Option<u32>) -> Report {
    let mut calls = vec![0; second(DAY) + 1];
    for number in 0..PAGES {
        Visit::new(Rng::with_seed(number), jitter, retry_after, &mut calls).pass();
    }
    Report::of(&calls)
}

impl<'day> Visit<'day> {
    fn new(mut rng: Rng, jitter: bool, retry_after: Option<u32>, calls: &'day mut [u32]) -> Self {
        let mut page = Page::new();
        let source = page.add_source(SourceSpec { timeout: 10_000, user: None }).unwrap_or(SourceId::of(0));
        let binding = TokenBinding { source, owns_source: true, user: None };
        let origin = Origin::parse("https://acme.askwisdom.ai", |origin| Some(origin.to_owned()));
        let embed = origin.and_then(|origin| {
            let renewal = Renewal::default();
            page.add_embed(EmbedSpec { binding, origin, mode: Mode::Mounted, renewal })
        });
        let opening = (rng.u64(0..OPENED_WITHIN), Happening::Opens);
        Self {
            page,
            source,
            embed: embed.unwrap_or(EmbedId::of(0)),
            queue: BinaryHeap::from([Reverse(opening)]),
            rng,
            jitter,
            retry_after,
            now: 0,
            timer: 0,
            plan: 0,
            tokens: 0,
            calls,
        }
    }

    fn pass(mut self) {
        while let Some(Reverse((at, happening))) = self.queue.pop()
            && at < DAY
        {
            self.now = at;
            self.happen(happening);
        }
    }

    fn happen(&mut self, happening: Happening) {
        match happening {
            Happening::Opens => {
                self.feed(Input::Visible(true));
                self.feed(Input::Open(self.embed));
            }
            Happening::Timer(timer) if timer == self.timer => self.feed(Input::Timer),
            Happening::Loads => self.feed(Input::Loaded(self.embed)),
            Happening::Answer { attempt, good } => {
                self.tokens += 1;
                let answer = if good { Ok(grant(self.tokens)) } else { Err(unavailable(self.retry_after)) };
                self.feed(Input::Answered { source: self.source, attempt, answer });
            }
            Happening::Asks(plan) if plan == self.plan => {
                self.later(GUEST, Happening::Asks(plan));
                if let Some(admission) = admit(self.embed, Some(WINDOW), Some(&WINDOW), || 2, &2) {
                    self.feed(Input::Request(admission));
                }
            }
            Happening::Timer(_) | Happening::Asks(_) => {}
        }
    }

    /// Feeds an input, and performs its effects. Nobody listens to those that run code of the host.
    fn feed(&mut self, input: Input<u32>) {
        let random = if self.jitter { self.rng.u32(..) } else { 1 << 31 };
        let now = Now { wall: self.now, monotonic: self.now, random };
        for effect in self.page.handle(input, now, &Frame).now {
            self.perform(&effect);
        }
    }

    fn perform(&mut self, effect: &Effect<u32>) {
        match *effect {
            Effect::Fetch { attempt, .. } => {
                self.calls[second(self.now)] += 1;
                let good = !OUTAGE.contains(&self.now);
                self.later(LATENCY, Happening::Answer { attempt, good });
            }
            Effect::SetTimer(delay) => {
                self.timer += 1;
                if let Some(delay) = delay {
                    self.later(u64::from(delay), Happening::Timer(self.timer));
                }
            }
            Effect::Load { .. } => {
                self.later(LOADING, Happening::Loads);
                self.guest_has_a_token();
            }
            Effect::Post { .. } => self.guest_has_a_token(),
            Effect::Replace { .. } | Effect::Settle { .. } => {}
        }
    }

    /// The guest asks again shortly before its token expires. A cached token has less of its lifetime left, which it knows.
    fn guest_has_a_token(&mut self) {
        self.plan += 1;
        let left = self.page.snapshot(self.embed).life.unwrap_or(u64::from(LIFETIME) * 1_000);
        self.later(left.saturating_sub(GUEST), Happening::Asks(self.plan));
    }

    fn later(&mut self, delay: u64, happening: Happening) {
        self.queue.push(Reverse((self.now + delay, happening)));
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
