//! A day of one page: its guest, its timer, and what is going to happen to it.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use embed_host::protocol::Now;
use fastrand::Rng;

use crate::host::{Answer, Deed, Host, Incident};
use crate::timeline::{DAY, DEPLOY, OPENING, OUTAGE, second};

/// The lifetime of every token, in seconds.
pub(crate) const LIFETIME: u32 = 3_600;
/// How long the backend takes to answer, in milliseconds.
const LATENCY: u64 = 200;
/// How long a view takes to load, in milliseconds.
const LOADING: u64 = 300;
/// How long before its token expires the guest asks, and how long it waits for an answer, in milliseconds.
const GUEST: u64 = 10_000;

/// What is going to happen. The numbers say to which timer, to which plan of the guest, and to which load of the page it belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Happening {
    PageLoads,
    Timer { timer: u32 },
    Answer { load: u32, attempt: u32, answer: Answer },
    ViewLoads { load: u32 },
    GuestAsks { plan: u32 },
}

/// One page with one embed.
pub(crate) struct Visit<'day, H> {
    new: &'day dyn Fn() -> Option<H>,
    host: Option<H>,
    queue: BinaryHeap<Reverse<(u64, Happening)>>,
    rng: Rng,
    /// What the backend says while it is down, in seconds.
    retry_after: Option<u32>,
    now: u64,
    load: u32,
    timer: u32,
    plan: u32,
    tokens: u64,
    calls: &'day mut [u32],
}

impl<'day, H: Host> Visit<'day, H> {
    pub(crate) fn new(
        new: &'day dyn Fn() -> Option<H>,
        mut rng: Rng,
        retry_after: Option<u32>,
        calls: &'day mut [u32],
    ) -> Self {
        let loads = [OPENING, DEPLOY].map(|during| Reverse((rng.u64(during), Happening::PageLoads)));
        Self {
            new,
            host: None,
            queue: BinaryHeap::from(loads),
            rng,
            retry_after,
            now: 0,
            load: 0,
            timer: 0,
            plan: 0,
            tokens: 0,
            calls,
        }
    }

    pub(crate) fn pass(mut self) {
        while let Some(Reverse((at, happening))) = self.queue.pop()
            && at < DAY
        {
            self.now = at;
            self.happen(happening);
        }
    }

    /// What belongs to an earlier load of the page, to an older timer or to an older plan, does not happen any more.
    fn happen(&mut self, happening: Happening) {
        match happening {
            Happening::PageLoads => {
                self.host = (self.new)();
                (self.load, self.timer, self.plan) = (self.load + 1, self.timer + 1, self.plan + 1);
                self.feed(Incident::Opens);
            }
            Happening::Timer { timer } if timer == self.timer => self.feed(Incident::TimerFires),
            Happening::Answer { load, attempt, answer } if load == self.load => {
                self.feed(Incident::Answer { attempt, answer });
            }
            Happening::ViewLoads { load } if load == self.load => self.feed(Incident::Loads),
            Happening::GuestAsks { plan } if plan == self.plan => {
                self.later(GUEST, Happening::GuestAsks { plan });
                self.feed(Incident::GuestAsks);
            }
            _ => {}
        }
    }

    fn feed(&mut self, incident: Incident) {
        let now = Now { wall: self.now, monotonic: self.now, random: self.rng.u32(..) };
        let deeds = self.host.as_mut().map(|host| host.take(incident, now));
        for deed in deeds.into_iter().flatten() {
            self.perform(deed);
        }
    }

    fn perform(&mut self, deed: Deed) {
        match deed {
            Deed::Call { attempt } => {
                self.calls[second(self.now)] += 1;
                let answer = self.answer();
                self.later(LATENCY, Happening::Answer { load: self.load, attempt, answer });
            }
            Deed::SetTimer(delay) => {
                self.timer += 1;
                if let Some(delay) = delay {
                    self.later(u64::from(delay), Happening::Timer { timer: self.timer });
                }
            }
            Deed::Load { left } => {
                self.later(LOADING, Happening::ViewLoads { load: self.load });
                self.guest_has_a_token(left);
            }
            Deed::Post { left } => self.guest_has_a_token(left),
        }
    }

    fn answer(&mut self) -> Answer {
        if OUTAGE.contains(&self.now) {
            return Answer::Unavailable(self.retry_after);
        }
        self.tokens += 1;
        Answer::Token(self.tokens)
    }

    /// The guest asks again shortly before its token expires. A cached token has less of its lifetime left, which it knows.
    fn guest_has_a_token(&mut self, left: u64) {
        self.plan += 1;
        self.later(left.saturating_sub(GUEST), Happening::GuestAsks { plan: self.plan });
    }

    fn later(&mut self, delay: u64, happening: Happening) {
        self.queue.push(Reverse((self.now + delay, happening)));
    }
}
