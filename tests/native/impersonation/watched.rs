//! A page, watched from outside: these rules hold after every step, whatever happens in whatever order.
//!
//! - A call is settled once. One that opens a session does not fail while the app's session runs.
//! - A session begins, then it may emit events, then it ends, once. After that it emits nothing.
//! - It begins with the claims of an impersonation in the app that opened it, and gives only tokens for the same person, by the same one.
//! - From `end()` on no token is given, the refresh token is only ever revoked, and no storage holds it.
//! - While no session is stored, the app's own one is where it was.
//! - In the end nothing is under way, and no timer is set.

mod judge;

use std::collections::{BTreeMap, BTreeSet};

use embed_host::protocol::impersonation::{
    CallId, FoundLink, Grant, Input, Link, LinkSource, Names, Response, SessionId, StorageKind,
    WebStorageKind,
};
use embed_host::protocol::{Id, Secret};

use super::drawer::Health;
use super::world::{World, bare_link, grant_for, link};

/// What the auth server may answer.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Given {
    Good { life: u64, rotates: bool },
    WrongApp,
    Ordinary,
    Nothing,
    Status(u16),
    Unreachable,
}

/// Which link a call opens: that of the page, none, or one of these, with its expiry or without.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Opened {
    Page,
    Given(u8, bool),
    None,
}

/// Something that happens to a page.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Happening {
    Open {
        link: Opened,
        other_app: bool,
        needs_confirmation: bool,
    },
    LinkComes(u8),
    /// The auth server answers one of the calls that are under way.
    Response(usize, Given),
    Confirm(bool),
    WantToken,
    End,
    CheckStorage,
    Restored,
    Health(Health),
    TimerGoesOffUntil(u64),
    TimerIsLate(u64),
    WallClockJumps(i64),
    Chance(u32),
}

/// What is known of a page from outside.
#[derive(Debug)]
pub(crate) struct Watched {
    pub(crate) world: World,
    last_call: u32,
    unanswered: BTreeMap<u32, Asked>,
    /// The sessions that have begun, and for whom.
    begun: BTreeMap<u32, Subject>,
    /// The access tokens that came with claims of an impersonation, and for whom they are.
    granted: BTreeMap<String, Subject>,
    /// The sessions that are over; of those in `ended` the host was notified.
    over: BTreeSet<u32>,
    ended: BTreeSet<u32>,
    latest: u32,
    /// The attempt number that the host was asked about last.
    question: Option<u32>,
    /// Whether it has not answered yet.
    is_asked: bool,
    tokens: u32,
    /// The refresh tokens that each call to the server was about: the one it was sent, and the one it was given.
    attempts: BTreeMap<u32, Vec<String>>,
    /// The call that is answered in this step, or whose answer the host confirms.
    answered: Option<u32>,
    /// The refresh tokens of sessions that are over.
    dead: BTreeSet<String>,
    alive: BTreeSet<String>,
    /// How long the pages before this one were open, in milliseconds.
    former: u64,
    /// Whether the storage has been well all the time.
    pub(crate) stored_well: bool,
}

/// Who is impersonated, by whom, and in which app.
type Subject = [Option<String>; 3];

/// What a call is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Asked {
    Open { other_app: bool },
    Token(u32),
    End,
}

pub(crate) const MELODY: StorageKind = StorageKind::Melody(WebStorageKind::Local);

pub(crate) const OWN: &str = r#"{"refreshToken":"own","expiresOn":1,"expiresIn":1}"#;

impl Watched {
    pub(crate) fn new(storage: StorageKind) -> Self {
        let world = World::storing(storage);
        world.drawer.put("melody-auth-refresh-token", OWN);
        Self::of(world)
    }

    fn of(world: World) -> Self {
        Self {
            world,
            last_call: 0,
            unanswered: BTreeMap::new(),
            begun: BTreeMap::new(),
            granted: BTreeMap::new(),
            over: BTreeSet::new(),
            ended: BTreeSet::new(),
            latest: 0,
            question: None,
            is_asked: false,
            tokens: 0,
            attempts: BTreeMap::new(),
            answered: None,
            dead: BTreeSet::new(),
            alive: BTreeSet::new(),
            former: 0,
            stored_well: true,
        }
    }

    /// The page is loaded anew: only the storage is left. It holds no session that is over, if it could be written to.
    pub(crate) fn reload(&mut self) {
        let texts = self.world.drawer.texts.borrow().values().cloned().collect::<String>();
        let holds = |token: &String| texts.contains(&format!(r#""{token}""#));
        assert!(!self.stored_well || !self.dead.iter().any(holds), "a session that is over is still stored");
        let former = self.former + self.world.time.now.monotonic;
        let (tokens, stored_well) = (self.tokens, self.stored_well);
        *self = Self { tokens, former, stored_well, ..Self::of(self.world.reload()) };
    }

    fn ask(&mut self, asked: Asked) -> CallId {
        self.last_call += 1;
        self.unanswered.insert(self.last_call, asked);
        CallId::from_number(self.last_call)
    }

    pub(crate) fn happen(&mut self, happening: Happening) {
        match happening {
            Happening::Open { link, other_app, needs_confirmation } => {
                self.open(link, other_app, needs_confirmation);
            }
            Happening::LinkComes(number) => {
                let address = format!("https://app.test/?refresh_token=R{number}");
                let found = FoundLink::find(&address, &Names::default()).unwrap();
                self.feed(Input::LinkFound { found, scrubbed: Ok(()), later: true });
            }
            Happening::Response(number, given) => {
                if let Some(place) = number.checked_rem(self.world.calls.len()) {
                    self.answer(self.world.calls[place], given);
                }
            }
            Happening::Confirm(yes) => {
                if let Some(attempt) = self.question {
                    // Whoever says it again has said nothing.
                    self.answered = core::mem::take(&mut self.is_asked).then_some(attempt);
                    self.feed(Input::Confirmed { attempt, yes });
                }
            }
            Happening::WantToken => {
                let session = self.latest;
                let call = self.ask(Asked::Token(session));
                self.feed(Input::WantToken { call, session: SessionId::of(session) });
            }
            Happening::End => {
                let session = self.latest;
                let call = self.ask(Asked::End);
                self.feed(Input::End { call, session: SessionId::of(session) });
                self.is_over(session);
            }
            Happening::CheckStorage => self.feed(Input::CheckStorage),
            Happening::Restored => self.feed(Input::Restored),
            Happening::Health(health) => {
                self.world.drawer.health.set(health);
                self.stored_well &= health == Health::Well;
            }
            Happening::TimerGoesOffUntil(milliseconds) => self.advance(milliseconds),
            Happening::TimerIsLate(milliseconds) => self.world.time.pass(milliseconds),
            Happening::WallClockJumps(by) => {
                self.world.time.now.wall = self.world.time.now.wall.saturating_add_signed(by);
            }
            Happening::Chance(random) => self.world.time.now.random = random,
        }
    }

    fn open(&mut self, opened: Opened, other_app: bool, needs_confirmation: bool) {
        let given = |number, dated| -> Link {
            let token = format!("{}{number}", if other_app { "Q" } else { "R" });
            if dated { link(&token) } else { bare_link(&token) }
        };
        let opened = match opened {
            Opened::Page => LinkSource::Page,
            Opened::Given(number, dated) => LinkSource::Given(given(number, dated)),
            Opened::None => LinkSource::None,
        };
        self.world.spec.client_id = if other_app { "other" } else { "app" }.into();
        self.world.spec.needs_confirmation = needs_confirmation;
        let options = self.world.options(opened);
        let call = self.ask(Asked::Open { other_app });
        self.feed(Input::Open { call, options });
    }

    /// The auth server answers a call.
    pub(crate) fn answer(&mut self, attempt: u32, given: Given) {
        let response = self.respond(given);
        self.answer_with(attempt, response);
    }

    pub(crate) fn answer_with(&mut self, attempt: u32, response: Response) {
        self.world.calls.retain(|call| *call != attempt);
        self.take_note(attempt, &response);
        self.feed(Input::Answered { attempt, response });
    }

    /// A number for the tokens of an answer, which no other answer has, of this page or a former one.
    pub(crate) fn number_tokens(&mut self) -> u32 {
        self.tokens += 1;
        self.tokens
    }

    fn respond(&mut self, given: Given) -> Response {
        let number = self.number_tokens();
        let good = |life| {
            let seconds = (self.former + self.world.time.now.monotonic - 5_000) / 1000;
            grant_for(&format!("A{number}"), seconds, life)
        };
        let success = |grant: Grant| Response::Success(Some(Box::new(grant)));
        match given {
            Given::Good { life, rotates } => {
                let rotated = rotates.then(|| Secret::new(format!("rotated{number}")));
                success(Grant { refresh_token: rotated, ..good(life) })
            }
            Given::WrongApp => {
                let mut grant = good(60);
                grant.claims.authorized_party = Some("admin-panel".into());
                success(grant)
            }
            Given::Ordinary => {
                let mut grant = good(60);
                grant.claims.impersonated_by = None;
                success(grant)
            }
            Given::Nothing => Response::Success(None),
            Given::Status(status) => Response::Failure { status, retry_after: None },
            Given::Unreachable => Response::Unreachable,
        }
    }

    fn feed(&mut self, input: Input) {
        let effects = self.world.handle(input);
        for effect in &effects.now {
            self.judge(effect);
        }
        for effect in &effects.host {
            self.judge_host(effect);
        }
        self.answered = None;
        let active = self.world.is_active(self.latest);
        assert!(!active || !self.over.contains(&self.latest), "a session that is over is active");
    }

    /// Time passes until the timer fires.
    pub(crate) fn let_timer_fire(&mut self) {
        if self.world.time.wait_for_timer(u64::MAX) {
            self.feed(Input::Timer);
        }
    }

    fn advance(&mut self, milliseconds: u64) {
        let end = self.world.time.now.monotonic + milliseconds;
        while self.world.time.wait_for_timer(end) {
            self.feed(Input::Timer);
        }
    }

    /// After a long silence.
    pub(crate) fn all_is_quiet(&mut self) {
        self.world.drawer.health.set(Health::Well);
        // A host that was asked and never answers would hold up all that come later.
        for _ in 0..20 {
            self.happen(Happening::Confirm(false));
            self.advance(20_000);
        }
        self.happen(Happening::End);
        self.advance(20_000);
        assert!(self.world.calls.is_empty(), "a call is still under way");
        assert!(!self.world.time.is_armed(), "a timer is still set");
        assert_eq!(self.unanswered, BTreeMap::new());
        assert!(self.ended.iter().eq(self.begun.keys()), "every session has ended");
    }

    /// The app's own session is where it was, and nothing else is stored, if the storage could be written to.
    pub(crate) fn all_is_as_it_was(&self, storage: StorageKind) {
        let drawer = &self.world.drawer;
        if self.stored_well {
            assert_eq!(drawer.keys(), ["melody-auth-refresh-token"]);
        }
        if self.stored_well || storage != MELODY {
            assert_eq!(drawer.get("melody-auth-refresh-token"), Some(OWN.into()));
        }
    }
}
