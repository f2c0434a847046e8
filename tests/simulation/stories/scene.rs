//! As little of a world as a story needs: three embeds, two users, and a clock that the story moves.

mod mishaps;
mod peace;
mod steps;

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hasher};

use crate::device::BEGINNING;
use crate::machine::{
    Act, Acts, Answer, Error, ErrorCode, Input, Machine, MountOptions, Reading, Recover, TokenBinding,
    Windows,
};
use crate::rules::Rules;
use crate::tokens::{Claims, Ledger, Order, TENANTS, TokenId, User};

pub(super) use mishaps::Mishap;
pub(super) use steps::Step;

/// Whose tokens an embed gets, whether its frame is built, and what it does by itself.
type Kind = (usize, bool, Option<u32>, Recover);

/// Two embeds are of the first user, the third is of the second one.
const EMBEDS: [Kind; 3] = [
    (0, true, Some(60), Recover::Reload),
    (0, false, None, Recover::Manual),
    (1, true, Some(60), Recover::Reload),
];

/// How long a call lasts, in milliseconds.
const CALL: u64 = 1_000;
const TIMEOUT: u32 = 10_000;

/// A frame in the document.
#[derive(Clone, Debug)]
struct Frame {
    /// There is none while it is in no document.
    window: Option<u32>,
    /// Whether it was navigated to a view, and whether that is still loading.
    has_view: bool,
    loading: bool,
    source: u32,
}

/// A token source, and the backend behind it.
#[derive(Clone, Debug)]
struct Backend {
    user: User,
    /// The attempt number of the call under way.
    calling: Option<u32>,
    last: Option<TokenId>,
}

/// The claims of a token and its lifetime in seconds, whether the backend tells that, and how far its clock is ahead in milliseconds.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mint {
    pub(super) claims: Claims,
    pub(super) lifetime: u32,
    pub(super) states_lifetime: bool,
    pub(super) ahead: u64,
}

/// So short a lifetime that a renewal is a few steps away.
const USUAL: Mint = Mint { claims: Claims::Both, lifetime: 40, states_lifetime: false, ahead: 0 };

/// What a story has led to.
#[derive(Clone, Debug)]
pub(super) struct Scene {
    machine: Machine,
    rules: Rules,
    ledger: Ledger,
    now: u64,
    /// How far the wall clock is ahead, in milliseconds.
    ahead: i64,
    /// The random number that the page is given.
    random: u32,
    /// What the backends mint.
    mint: Mint,
    timer: Option<u64>,
    visible: bool,
    frames: BTreeMap<u32, Frame>,
    backends: BTreeMap<u32, Backend>,
    windows: u32,
}

impl Windows for BTreeMap<u32, Frame> {
    fn current(&self, embed: u32) -> Option<u32> {
        self.get(&embed)?.window
    }
}

impl Scene {
    /// All embeds were mounted on a visible page, and their first calls are under way.
    pub(super) fn at_the_beginning() -> Self {
        let mut scene = Self {
            machine: Machine::default(),
            rules: Rules::default(),
            ledger: Ledger::default(),
            now: 0,
            ahead: 0,
            random: u32::MAX / 2,
            mint: USUAL,
            timer: None,
            visible: true,
            frames: BTreeMap::new(),
            backends: BTreeMap::new(),
            windows: 0,
        };
        let sources = [0, 1].map(|user| scene.add_source(User(user)));
        scene.handle(Input::Visible(true));
        for kind in EMBEDS {
            scene.serve(sources[kind.0], kind);
        }
        scene
    }

    fn add_source(&mut self, user: User) -> u32 {
        let source = self.machine.add_source(TIMEOUT, Some(user.name())).expect("a timeout above zero");
        self.rules.add_source(source, TIMEOUT, Some(user.name()));
        self.backends.insert(source, Backend { user, calling: None, last: None });
        source
    }

    /// Mounts an embed, or attaches to an iframe of the page's own, which has a view.
    fn serve(&mut self, source: u32, (user, built, mint_ahead, recover): Kind) {
        let user = User(user);
        let binding = binding(source, user);
        let options = MountOptions { binding, tenant: TENANTS[0], built, mint_ahead, recover };
        let embed = self.machine.add_embed(options).expect("a source of that user");
        self.rules.add_embed(embed, options, user, self.machine.state(embed));
        let window = Some(self.new_window());
        self.frames.insert(embed, Frame { window, has_view: !built, loading: false, source });
        self.handle(Input::Open(embed));
    }

    fn new_window(&mut self) -> u32 {
        self.windows += 1;
        self.windows
    }

    /// The rule that was broken, if one was.
    pub(super) fn broken(&self) -> Option<&str> {
        self.rules.broken()
    }

    fn frame(&mut self, embed: u32) -> &mut Frame {
        self.frames.get_mut(&embed).expect("a step of an embed that is there")
    }

    fn bring_token(&mut self, source: u32) {
        let token = self.mint(source);
        if let Some(backend) = self.backends.get_mut(&source) {
            backend.last = Some(token);
        }
        self.answer(source, Answer::Token(token));
    }

    fn mint(&mut self, source: u32) -> TokenId {
        let Mint { claims, lifetime, states_lifetime, ahead } = self.mint;
        let user = self.backends[&source].user;
        let order = Order { user, tenant: TENANTS[0], claims, lifetime, states_lifetime, ahead };
        self.ledger.mint(order, self.now + CALL)
    }

    fn fail(&mut self, source: u32, code: ErrorCode) {
        self.answer(source, Answer::Failed(Error::new(code)));
    }

    fn answer(&mut self, source: u32, answer: Answer) {
        self.now += CALL;
        let calling = self.backends.get_mut(&source).and_then(|backend| backend.calling.take());
        let attempt = calling.expect("an answer to a call that is under way");
        self.handle(Input::Answered { source, attempt, answer });
    }

    /// A call may have lasted past the moment, so the timer fires late.
    fn let_timer_fire(&mut self) {
        self.now = self.timer.take().map_or(self.now, |due| due.max(self.now));
        self.handle(Input::Timer);
    }

    fn handle(&mut self, input: Input) {
        let wall = (BEGINNING + self.now).saturating_add_signed(self.ahead);
        let reading = Reading { wall, monotonic: self.now, random: self.random };
        self.rules.before(&input, reading, self.now, &self.frames);
        let acts = self.machine.handle(input, reading, &self.ledger, &self.frames);
        self.rules.after(&acts.spelled_out(), &self.ledger);
        self.perform(&acts);
    }

    fn perform(&mut self, acts: &Acts) {
        for act in acts.all() {
            match *act {
                Act::Fetch { source, attempt, .. } => self.call(source, Some(attempt)),
                Act::Abort { source, .. } => self.call(source, None),
                Act::Replace(embed) => {
                    let window = self.new_window();
                    let frame = self.frame(embed);
                    (frame.has_view, frame.loading) = (false, false);
                    frame.window = frame.window.map(|_| window);
                }
                Act::Load(embed, _) => {
                    let frame = self.frame(embed);
                    (frame.has_view, frame.loading) = (true, true);
                }
                Act::SetTimer(delay) => self.timer = delay.map(|delay| self.now + u64::from(delay)),
                Act::Close { embed, .. } => drop(self.frames.remove(&embed)),
                Act::RemoveSource(source) => drop(self.backends.remove(&source)),
                _ => {}
            }
        }
    }

    fn call(&mut self, source: u32, calling: Option<u32>) {
        if let Some(backend) = self.backends.get_mut(&source) {
            backend.calling = calling;
        }
    }

    /// Two scenes of the same fingerprint are the same in all that can follow: the machine, what the rules know, and the world.
    pub(super) fn fingerprint(&self) -> u64 {
        let world = (&self.frames, &self.backends, self.timer);
        let mut hash = DefaultHasher::new();
        hash.write(format!("{:?} {:?} {world:?}", self.machine, self.rules).as_bytes());
        hash.finish()
    }
}

fn binding(source: u32, user: User) -> TokenBinding {
    TokenBinding { source, owns_source: false, user: Some(user.name()) }
}
