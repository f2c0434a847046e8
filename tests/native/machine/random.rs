//! Random histories of a page: whatever happens in whatever order, the [`Rules`] hold after every step.

use embed_host::protocol::{
    EmbedId, EmbedSpec, Error, ErrorCode, Input, Mode, SourceId, SourceSpec, TokenBinding, TokenGrant,
};
use proptest::prelude::*;
use proptest::sample::Index;

use super::rules::Rules;
use super::{TIMEOUT, World, spec, token};

/// The longest cooldown of a source whose flights fail, in milliseconds.
const COOLDOWN: u64 = 120_000;

/// What a source may answer.
#[derive(Clone, Copy, Debug)]
enum Answer {
    Fresh,
    Repeated(Index),
    Undated,
    Garbage,
    Failed(ErrorCode),
}

/// Something that happens to a page.
#[derive(Clone, Copy, Debug)]
enum Happening {
    AddSource,
    Add { source: Index, mode: Mode, alone: bool, user: Option<u8> },
    Open(Index),
    Ask(Index),
    Load(Index),
    Answer { source: Index, older: u32, answer: Answer, moved: Option<Index> },
    TimerFiresUntil(u64),
    TimerIsLate(u64),
    WallClockJumps(i64),
    Chance(u32),
    Close(Index),
    CloseSource(Index),
}

fn answer() -> impl Strategy<Value = Answer> {
    let failure = prop::sample::select(vec![
        ErrorCode::Network,
        ErrorCode::BackendStatus,
        ErrorCode::ProviderFailed,
        ErrorCode::Refused,
    ]);
    prop_oneof![
        5 => Just(Answer::Fresh),
        4 => any::<Index>().prop_map(Answer::Repeated),
        1 => Just(Answer::Undated),
        1 => Just(Answer::Garbage),
        2 => failure.prop_map(Answer::Failed),
    ]
}

fn happening() -> impl Strategy<Value = Happening> {
    let mode = prop::sample::select(vec![Mode::Mounted, Mode::Mounted, Mode::Attached]);
    let add = (any::<Index>(), mode, prop::bool::weighted(0.2), prop::option::weighted(0.3, 0_u8..2));
    let moved = prop::option::weighted(0.1, any::<Index>());
    let answered = (any::<Index>(), prop_oneof![5 => Just(0_u32), 1 => 1_u32..3], answer(), moved);
    let moment = prop_oneof![0_u64..700, 0_u64..12_000];
    prop_oneof![
        1 => Just(Happening::AddSource),
        4 => add.prop_map(|(source, mode, alone, user)| Happening::Add { source, mode, alone, user }),
        4 => any::<Index>().prop_map(Happening::Open),
        8 => any::<Index>().prop_map(Happening::Ask),
        4 => any::<Index>().prop_map(Happening::Load),
        10 => answered.prop_map(|(source, older, answer, moved)| Happening::Answer { source, older, answer, moved }),
        5 => moment.clone().prop_map(Happening::TimerFiresUntil),
        3 => moment.prop_map(Happening::TimerIsLate),
        1 => (-100_000_i64..100_000).prop_map(Happening::WallClockJumps),
        1 => any::<u32>().prop_map(Happening::Chance),
        2 => any::<Index>().prop_map(Happening::Close),
        1 => any::<Index>().prop_map(Happening::CloseSource),
    ]
}

/// A page, and the rules that watch it.
#[derive(Default)]
struct Watched {
    world: World,
    rules: Rules,
    sources: Vec<SourceId>,
    shared: Vec<SourceId>,
    embeds: Vec<EmbedId>,
    issued: Vec<TokenGrant>,
}

impl Watched {
    fn happen(&mut self, happening: Happening) {
        match happening {
            Happening::AddSource => {
                let source = self.add_source();
                self.shared.push(source);
            }
            Happening::Add { source, mode, alone, user } => self.add_embed(source, mode, alone, user),
            Happening::Answer { source, older, answer, moved } => {
                self.answer(source, older, answer, moved);
            }
            Happening::TimerFiresUntil(milliseconds) => self.advance(milliseconds),
            Happening::TimerIsLate(milliseconds) => self.world.time.pass(milliseconds),
            Happening::WallClockJumps(milliseconds) => {
                self.world.time.now.wall = self.world.time.now.wall.saturating_add_signed(milliseconds);
            }
            Happening::Chance(random) => self.world.time.now.random = random,
            Happening::CloseSource(at) => {
                if let Some(source) = pick(&self.shared, at) {
                    self.feed(Input::CloseSource(source));
                }
            }
            Happening::Open(at) => self.feed_embed(at, Input::Open),
            Happening::Load(at) => self.feed_embed(at, Input::Loaded),
            Happening::Close(at) => self.feed_embed(at, Input::Close),
            Happening::Ask(at) => {
                if let Some(embed) = pick(&self.embeds, at) {
                    self.feed(self.world.request(embed));
                }
            }
        }
    }

    fn feed(&mut self, input: Input<u32>) {
        self.rules.before(&input, self.world.time.now, &self.world.windows);
        let effects = self.world.step(input);
        self.rules.after(&effects, &self.world.page, &self.world.windows);
    }

    fn feed_embed(&mut self, at: Index, input: impl FnOnce(EmbedId) -> Input<u32>) {
        if let Some(embed) = pick(&self.embeds, at) {
            self.feed(input(embed));
        }
    }

    fn add_source(&mut self) -> SourceId {
        let source = self.world.source_with(SourceSpec { timeout: TIMEOUT, user: None });
        self.rules.add_source(source);
        self.sources.push(source);
        source
    }

    fn add_embed(&mut self, at: Index, mode: Mode, alone: bool, user: Option<u8>) {
        let shared = pick(&self.shared, at).filter(|_| !alone);
        let source = shared.unwrap_or_else(|| self.add_source());
        let user = user.map(|user| user.to_string());
        let binding = TokenBinding { source, owns_source: shared.is_none(), user };
        let spec = EmbedSpec { binding, ..spec(source, mode) };
        if let Ok(embed) = self.world.page.add_embed(spec) {
            self.rules.add_embed(embed, source, mode);
            self.embeds.push(embed);
        }
    }

    fn answer(&mut self, at: Index, older: u32, answer: Answer, moved: Option<Index>) {
        let Some(source) = pick(&self.sources, at) else { return };
        let Some(attempt) = self.rules.calling(source) else { return };
        let attempt = attempt.saturating_sub(older);
        let answer = self.grant(answer);
        let fresh = answer.1 && older == 0;
        let moved = moved.and_then(|at| pick(&self.embeds, at)).filter(|_| older == 0);
        if let Some(embed) = moved.filter(|embed| self.rules.is_served_by(*embed, source)) {
            self.world.move_frame(embed);
        }
        self.feed(Input::Answered { source, attempt, answer: answer.0 });
        if fresh {
            self.rules.all_are_served(source);
        }
    }

    /// An answer, and whether it is a token that nobody had.
    fn grant(&mut self, answer: Answer) -> (Result<TokenGrant, Error>, bool) {
        match answer {
            Answer::Failed(code) => (Err(Error::new(code)), false),
            Answer::Garbage => (Ok(TokenGrant::new("<html>")), false),
            Answer::Undated => (Ok(TokenGrant::new("AA.AA.AAAA")), false),
            Answer::Repeated(at) if !self.issued.is_empty() => (Ok(at.get(&self.issued).clone()), false),
            Answer::Fresh | Answer::Repeated(_) => {
                let number = self.issued.len();
                let grant = token(u64::try_from(number).unwrap_or(0), &format!("T{number:07}"));
                self.issued.push(grant.clone());
                (Ok(grant), true)
            }
        }
    }

    fn advance(&mut self, milliseconds: u64) {
        let end = self.world.time.now.monotonic + milliseconds;
        while self.world.time.wait_for_timer(end) {
            self.feed(Input::Timer);
        }
    }
}

fn pick<T: Copy>(all: &[T], at: Index) -> Option<T> {
    (!all.is_empty()).then(|| *at.get(all))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn the_rules_hold_after_every_step(happenings in prop::collection::vec(happening(), 1..80)) {
        let mut page = Watched::default();
        for happening in happenings {
            page.happen(happening);
        }
        page.world.time.now.random = u32::MAX;
        page.advance(COOLDOWN + 3 * u64::from(TIMEOUT));
        page.rules.all_is_quiet();
        for embed in page.embeds.clone() {
            page.feed(Input::Close(embed));
        }
        page.rules.all_is_quiet();
    }
}
