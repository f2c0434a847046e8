//! As little of a world as a story needs: three embeds, two users, and a clock that the story moves.

mod mishaps;

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hasher};

use crate::device::BEGINNING;
use crate::machine::{
    Act, Acts, Answer, Error, ErrorCode, Input, Machine, MountOptions, Reading, Recover, TokenBinding,
    Windows, admit,
};
use crate::rules::Rules;
use crate::tokens::{Claims, Ledger, Order, TENANTS, TokenId, User};

pub(super) use mishaps::Mishap;

/// What can come next in a story.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// A guest asks.
    Request(u32),
    /// A backend brings a new token.
    Good(u32),
    /// A backend brings its last token again.
    Stale(u32),
    /// A backend refuses.
    Refused(u32),
    /// There is no answer of a backend.
    Lost(u32),
    /// Time passes until the timer fires.
    Timer,
    Hidden,
    Shown,
    /// A frame is put elsewhere in the document.
    Moved(u32),
    /// A frame has loaded its view.
    Loaded(u32),
    Reload(u32),
    /// The host gives an embed to the other user.
    Switch(u32),
    Close(u32),
}

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

/// How long everybody may take to be well again, in milliseconds; the rules say when they have to be.
const PEACE: u64 = 200_000;

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

    /// What can come next.
    pub(super) fn steps(&self) -> Vec<Step> {
        let mut steps = vec![if self.visible { Step::Hidden } else { Step::Shown }];
        steps.extend(self.timer.map(|_| Step::Timer));
        for (source, backend) in self.backends.iter().filter(|(_, backend)| backend.calling.is_some()) {
            steps.extend([Step::Good(*source), Step::Refused(*source), Step::Lost(*source)]);
            steps.extend(backend.last.map(|_| Step::Stale(*source)));
        }
        for (embed, frame) in &self.frames {
            steps.extend([Step::Reload(*embed), Step::Close(*embed)]);
            steps.extend(self.other_source(frame).map(|_| Step::Switch(*embed)));
            if frame.has_view && frame.window.is_some() {
                steps.extend([Step::Request(*embed), Step::Moved(*embed)]);
            }
            if frame.loading && frame.window.is_some() {
                steps.push(Step::Loaded(*embed));
            }
        }
        steps
    }

    /// Takes a step.
    pub(super) fn take(&mut self, step: Step) {
        match step {
            Step::Request(embed) => self.request(embed),
            Step::Good(source) => self.bring_token(source),
            Step::Stale(source) => {
                if let Some(last) = self.backends[&source].last {
                    self.answer(source, Answer::Token(last));
                }
            }
            Step::Refused(source) => self.fail(source, ErrorCode::Refused),
            Step::Lost(source) => self.fail(source, ErrorCode::Network),
            Step::Timer => self.let_timer_fire(),
            Step::Hidden | Step::Shown => {
                self.visible = step == Step::Shown;
                self.handle(Input::Visible(self.visible));
            }
            Step::Moved(embed) => self.put_elsewhere(embed),
            Step::Loaded(embed) => {
                self.frame(embed).loading = false;
                self.handle(Input::Loaded(embed));
            }
            Step::Reload(embed) => self.handle(Input::Reload(embed)),
            Step::Switch(embed) => self.switch(embed),
            Step::Close(embed) => self.handle(Input::Close(embed)),
        }
    }

    fn frame(&mut self, embed: u32) -> &mut Frame {
        self.frames.get_mut(&embed).expect("a step of an embed that is there")
    }

    fn request(&mut self, embed: u32) {
        let window = self.frame(embed).window;
        let admitted = admit(embed, window, window, TENANTS[0], TENANTS[0]);
        self.handle(Input::Request(admitted.expect("the frame's own window and origin")));
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

    /// What the view showed loads anew in another window, with the address that it was navigated to.
    fn put_elsewhere(&mut self, embed: u32) {
        let window = self.new_window();
        let frame = self.frame(embed);
        (frame.window, frame.loading) = (Some(window), false);
        self.handle(Input::Moved(embed));
    }

    fn other_source(&self, frame: &Frame) -> Option<(u32, User)> {
        let mut all = self.backends.iter().map(|(source, backend)| (*source, backend.user));
        all.find(|(source, _)| *source != frame.source)
    }

    fn switch(&mut self, embed: u32) {
        let other = self.frames.get(&embed).and_then(|frame| self.other_source(frame));
        let (source, user) = other.expect("two sources");
        self.frame(embed).source = source;
        self.rules.expect_user(embed, user);
        self.handle(Input::Switch(embed, binding(source, user)));
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

    /// From now on all goes well, and the page is looked at: whoever was not refused has to be well again in time.
    pub(super) fn calm_down(&mut self) {
        let calm = self.now;
        self.clear_up();
        self.take(Step::Shown);
        while self.now < calm + PEACE && self.broken().is_none() {
            let Some(next) = self.next_in_peace() else { break };
            self.take(next);
            self.rules.watch(self.now, calm, calm);
        }
    }

    fn next_in_peace(&self) -> Option<Step> {
        let loading = self.frames.iter().find(|(_, frame)| frame.loading && frame.window.is_some());
        let calling = self.backends.iter().find(|(_, backend)| backend.calling.is_some());
        let timer = self.timer.map(|_| Step::Timer);
        loading
            .map(|(embed, _)| Step::Loaded(*embed))
            .or_else(|| calling.map(|(source, _)| Step::Good(*source)))
            .or(timer)
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
