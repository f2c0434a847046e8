//! Each rule can be broken: a step that breaks it is found out, and by that rule.

mod unwell;

use super::Rules;
use crate::device::BEGINNING;
use crate::machine::{
    Act, Acts, Answer, Error, ErrorCode, Event, FetchReason, Input, MountOptions, Reading, Recover, State,
    TokenBinding, Windows, admit,
};
use crate::tokens::{Claims, Ledger, Order, TENANTS, TokenId, User};

const SOURCE: u32 = 1;
const EMBED: u32 = 1;

/// When the page begins, in milliseconds.
const START: u64 = 10_000_000;

/// Names of tokens.
#[derive(Clone, Copy)]
enum Name {
    /// The guest has this one.
    First,
    Second,
    Bobs,
    OtherTenant,
    Older,
}

/// A page with one embed, seen from outside.
struct Page {
    rules: Rules,
    ledger: Ledger,
    now: u64,
    window: Window,
}

/// The window that the embed's frame has.
#[derive(Clone, Copy)]
struct Window(u32);

impl Windows for Window {
    fn current(&self, _embed: u32) -> Option<u32> {
        Some(self.0)
    }
}

impl Page {
    fn new() -> Self {
        let mut page =
            Self { rules: Rules::default(), ledger: Ledger::default(), now: START, window: Window(1) };
        let orders = [(0, 0, START), (0, 0, START + 1_000), (1, 0, START), (0, 1, START), (0, 0, 0)];
        for (user, tenant, at) in orders {
            let (user, tenant) = (User(user), TENANTS[tenant]);
            let order = Order {
                user,
                tenant,
                claims: Claims::Both,
                lifetime: 3_600,
                states_lifetime: false,
                ahead: 0,
            };
            page.ledger.mint(order, at);
        }
        page.rules.add_source(SOURCE, 10_000, None);
        let binding = TokenBinding { source: SOURCE, owns_source: false, user: None };
        let recover = Recover::Reload;
        let options =
            MountOptions { binding, tenant: TENANTS[0], built: true, mint_ahead: Some(60), recover };
        page.rules.add_embed(EMBED, options, User(0), State::Loading);
        page
    }

    /// The guest has a token, and its view has loaded.
    fn live() -> Self {
        let mut page = Self::new();
        page.step(&Input::Visible(true), &[]);
        page.step(&Input::Open(EMBED), &[call(1, FetchReason::Mount), timer(10_000)]);
        page.step(&brings(1, Name::First), &[load(Name::First), timer(30_000)]);
        let settle = Act::Settle(EMBED, Ok(()));
        page.step(&Input::Loaded(EMBED), &[settle, change(State::Loading, State::Live), emit(Event::Ready)]);
        page.unbroken()
    }

    /// The guest asked, and a call is under way for it.
    fn asked() -> Self {
        let mut page = Self::live();
        page.step(&request(), &[emit(Event::TokenRequest), call(2, FetchReason::Request), timer(10_000)]);
        page.unbroken()
    }

    /// A call is under way for the next token, which nobody has asked for yet.
    fn minting() -> Self {
        let mut page = Self::live().after(3_500_000);
        page.step(&Input::Timer, &[call(2, FetchReason::Ahead), timer(10_000)]);
        page.unbroken()
    }

    /// The next token has come in, which nobody has asked for yet.
    fn cached() -> Self {
        let mut page = Self::minting();
        page.step(&brings(2, Name::Second), &[timer(30_000)]);
        page.unbroken()
    }

    /// The source refused.
    fn refused() -> Self {
        let mut page = Self::asked();
        let error = Error::new(ErrorCode::Refused);
        let last = emit(Event::TokenError { error, last: true });
        page.step(&fails(2, error), &[change(State::Live, State::Refused), last, Act::SetTimer(None)]);
        page.unbroken()
    }

    /// The source refused before the first view had loaded.
    fn refused_while_loading() -> Self {
        let mut page = Self::new();
        page.step(&Input::Visible(true), &[]);
        page.step(&Input::Open(EMBED), &[call(1, FetchReason::Mount), timer(10_000)]);
        page.step(&brings(1, Name::First), &[load(Name::First), timer(30_000)]);
        page.step(&request(), &[emit(Event::TokenRequest), call(2, FetchReason::Request), timer(10_000)]);
        let error = Error::new(ErrorCode::Refused);
        let last = emit(Event::TokenError { error, last: true });
        let acts = [change(State::Loading, State::Refused), last, Act::SetTimer(None)];
        page.step(&fails(2, error), &acts);
        page.unbroken()
    }

    /// The flight for a request has failed, whose guest asks again.
    fn cooling() -> Self {
        let mut page = Self::asked();
        let failed = fails(2, Error::new(ErrorCode::BadResponse));
        page.step(&failed, &[fails_with(ErrorCode::BadResponse), timer(30_000)]);
        page.step(&request(), &[emit(Event::TokenRequest), timer(5_000)]);
        page.unbroken()
    }

    /// The same, and the network is back.
    fn helped() -> Self {
        let mut page = Self::cooling().after(31_000);
        page.step(&Input::Online, &[timer(2_000)]);
        page.unbroken()
    }

    /// The guest has asked five times in a row.
    fn asked_in_a_row() -> Self {
        let mut page = Self::live();
        let view = page.rules.views.get_mut(&EMBED).unwrap();
        for _ in 0..5 {
            view.credit.spend(page.rules.now);
        }
        page
    }

    fn unbroken(self) -> Self {
        assert_eq!(self.rules.broken(), None);
        self
    }

    fn after(mut self, milliseconds: u64) -> Self {
        self.now += milliseconds;
        self
    }

    /// The frame is moved, and has another window.
    fn moved(mut self) -> Self {
        self.window = Window(2);
        self
    }

    /// A step whose acts are in the lists to which they belong.
    fn step(&mut self, input: &Input, acts: &[Act]) {
        let (host, now) = acts.iter().partition(|act| act.runs_host_code());
        self.step_in_lists(input, &Acts { now, host });
    }

    fn step_in_lists(&mut self, input: &Input, acts: &Acts) {
        let reading = Reading { wall: BEGINNING + self.now, monotonic: self.now, random: 0 };
        self.rules.before(input, reading, self.now, &self.window);
        self.rules.after(acts, &self.ledger);
    }
}

fn named(name: Name) -> Option<TokenId> {
    TokenId::of(&format!("..T{}", name as u32))
}

fn load(name: Name) -> Act {
    Act::Load(EMBED, named(name))
}

/// An answer to the guest, and what the host is notified of.
fn answers(name: Name) -> Vec<Act> {
    let sent = Event::TokenSent { expires_in: None, ahead: false, waited: 0 };
    vec![post(name), emit(sent)]
}

fn post(name: Name) -> Act {
    Act::Post { embed: EMBED, window: 1, token: named(name) }
}

fn call(attempt: u32, reason: FetchReason) -> Act {
    Act::Fetch { source: SOURCE, attempt, reason }
}

fn timer(delay: u32) -> Act {
    Act::SetTimer(Some(delay))
}

fn emit(event: Event) -> Act {
    Act::Emit(EMBED, event)
}

fn fails_with(code: ErrorCode) -> Act {
    emit(Event::TokenError { error: Error::new(code), last: false })
}

fn change(from: State, to: State) -> Act {
    emit(Event::StateChange { from, to })
}

fn brings(attempt: u32, name: Name) -> Input {
    let token = named(name).unwrap();
    Input::Answered { source: SOURCE, attempt, answer: Answer::Token(token) }
}

fn fails(attempt: u32, error: Error) -> Input {
    Input::Answered { source: SOURCE, attempt, answer: Answer::Failed(error) }
}

fn limited() -> Input {
    fails(2, Error::new(ErrorCode::BackendStatus).with_status(429).with_retry_after(60))
}

fn request() -> Input {
    request_from(1)
}

fn request_from(window: u32) -> Input {
    Input::Request(admit(EMBED, Some(window), Some(window), TENANTS[0], TENANTS[0]).unwrap())
}

/// A rule, and a step that breaks it.
type Row = (&'static str, Page, Input, Vec<Act>);

fn rows_of_calls() -> Vec<Row> {
    let ahead = || call(2, FetchReason::Ahead);
    let again = || call(3, FetchReason::Request);
    let abort = Act::Abort { source: SOURCE, attempt: 1 };
    vec![
        ("one call of a source at a time", Page::asked(), Input::Timer, vec![again()]),
        ("no attempt number twice", Page::live(), Input::Timer, vec![call(1, FetchReason::Ahead)]),
        ("no call that nobody waits for", Page::live(), Input::Timer, vec![ahead(), timer(10_000)]),
        ("no call after a refusal", Page::refused(), Input::Online, vec![again(), timer(10_000)]),
        ("no call before the time in", Page::asked(), limited(), vec![again(), timer(10_000)]),
        ("only a call under way is aborted", Page::live(), Input::Timer, vec![abort]),
        ("whoever waits is served", Page::asked().after(10_000), Input::Timer, vec![timer(1_000)]),
        ("a cooldown after a failed flight", Page::cooling().after(2_499), Input::Timer, vec![again()]),
        ("what is needed is tried within two", Page::helped().after(2_001), Input::Timer, vec![]),
        ("whoever waits is served", Page::cooling().after(130_000), Input::Timer, vec![timer(1_000)]),
        ("what is due is under way", Page::live().after(3_550_000), Input::Timer, vec![timer(30_000)]),
    ]
}

fn rows_of_tokens() -> Vec<Row> {
    let unsigned = vec![Act::Post { embed: EMBED, window: 1, token: None }];
    let unreported = vec![post(Name::Second)];
    vec![
        ("never a token unasked", Page::minting(), brings(2, Name::Second), answers(Name::Second)),
        ("nothing but a compact JWT", Page::asked(), brings(2, Name::Second), unsigned),
        ("nothing to a wrong user", Page::asked(), brings(2, Name::Bobs), answers(Name::Bobs)),
        (
            "nothing to a wrong origin",
            Page::asked(),
            brings(2, Name::OtherTenant),
            answers(Name::OtherTenant),
        ),
        ("no token older than the last", Page::asked(), brings(2, Name::Older), answers(Name::Older)),
        ("only what its source brought", Page::asked(), Input::Timer, answers(Name::Second)),
        ("each answer is reported", Page::asked(), brings(2, Name::Second), unreported),
        ("a frame is rebuilt only", Page::minting(), brings(2, Name::Second), vec![load(Name::Second)]),
    ]
}

fn rows_of_windows() -> Vec<Row> {
    let to = |window| {
        let mut acts = answers(Name::Second);
        acts[0] = Act::Post { embed: EMBED, window, token: named(Name::Second) };
        acts
    };
    let mut from_memory = to(1);
    from_memory.insert(0, emit(Event::TokenRequest));
    let heard = vec![emit(Event::TokenRequest), call(2, FetchReason::Request), timer(10_000)];
    vec![
        ("an answer goes to the window that asked", Page::asked(), brings(2, Name::Second), to(2)),
        ("an answer goes to the window that the frame has", Page::cached().moved(), request(), from_memory),
        ("never a token unasked", Page::asked().moved(), brings(2, Name::Second), to(1)),
        ("at most five requests are heard", Page::asked_in_a_row().after(9_999), request(), heard),
        ("a request is heard", Page::live(), request(), vec![timer(30_000)]),
        ("the window that asked last", Page::asked(), request_from(2), vec![]),
    ]
}

fn rows_of_events() -> Vec<Row> {
    let settle = vec![Act::Settle(EMBED, Ok(()))];
    let degraded = vec![change(State::Live, State::Degraded)];
    let refusal = fails(2, Error::new(ErrorCode::Refused));
    let revived = vec![call(3, FetchReason::Reload), timer(10_000), change(State::Refused, State::Live)];
    vec![
        ("a request is reported once", Page::asked(), request(), vec![emit(Event::TokenRequest)]),
        ("a failure is reported to those", Page::live(), Input::Timer, vec![fails_with(ErrorCode::Network)]),
        ("settled once", Page::live(), Input::Loaded(EMBED), settle),
        ("nothing is taken away that", Page::live(), Input::Timer, vec![Act::Remove(EMBED)]),
        ("a state changes only", Page::live(), Input::Timer, degraded),
        ("a state changes only", Page::refused_while_loading(), Input::Reload(EMBED), revived),
        (
            "two users on one tenant",
            Page::live(),
            Input::Timer,
            vec![fails_with(ErrorCode::UserConflict), timer(30_000)],
        ),
        ("a refusal reaches every embed", Page::asked(), refusal, vec![timer(30_000)]),
        (
            "a token that has expired",
            Page::live().after(3_600_000),
            Input::Timer,
            vec![call(2, FetchReason::Ahead), timer(10_000)],
        ),
    ]
}

fn rows_of_timers() -> Vec<Row> {
    vec![
        ("no timer beyond what was asked", Page::live(), Input::Timer, vec![timer(40_000)]),
        ("a timer is set while", Page::live(), Input::Timer, vec![Act::SetTimer(None)]),
        ("no timer while nothing", Page::live(), Input::Visible(false), vec![timer(5_000)]),
    ]
}

#[test]
fn each_rule_can_be_broken() {
    let rows = [rows_of_calls(), rows_of_tokens(), rows_of_windows(), rows_of_events(), rows_of_timers()];
    for (rule, mut page, input, acts) in rows.into_iter().flatten() {
        page.step(&input, &acts);
        let broken = page.rules.broken().unwrap_or("no rule");
        assert!(broken.starts_with(rule), "{rule}: found out by {broken}");
    }
}

#[test]
fn an_act_in_the_wrong_list_is_found_out() {
    let settle = Act::Settle(EMBED, Ok(()));
    let lists = [
        (Acts { now: vec![emit(Event::Ready)], host: vec![] }, "what runs code of the host"),
        (Acts { now: vec![], host: vec![settle] }, "what runs code of the host"),
        (Acts { now: vec![Act::Replace(EMBED)], host: vec![] }, "what was replaced is removed"),
        (Acts { now: vec![], host: vec![Act::RemoveReplaced(EMBED)] }, "what was replaced is removed"),
    ];
    for (acts, rule) in lists {
        let mut page = Page::live();
        page.step_in_lists(&Input::Timer, &acts);
        let broken = page.rules.broken().unwrap_or("no rule");
        assert!(broken.starts_with(rule), "{rule}: found out by {broken}");
    }
}

#[test]
fn nothing_may_follow_a_close() {
    let mut page = Page::live();
    let closed = change(State::Live, State::Closed);
    let last_events = [Act::Remove(EMBED), closed, emit(Event::Closed), Act::SetTimer(None)];
    page.step(&Input::Close(EMBED), &last_events);
    let mut page = page.unbroken();
    page.step(&Input::Timer, &answers(Name::Second));
    assert!(page.rules.broken().is_some_and(|broken| broken.starts_with("nothing after close")));
}

#[test]
fn a_timer_that_goes_off_without_an_end_is_found_out() {
    let mut page = Page::live();
    for _ in 0..101 {
        page.step(&Input::Timer, &[timer(0)]);
    }
    assert!(page.rules.broken().is_some_and(|broken| broken.starts_with("no timer without an end")));
}
