//! The host's backends, on good days and on bad ones.

use crate::machine::{Error, ErrorCode};
use crate::rng::Rng;
use crate::tokens::{Claims, Ledger, Order, TokenId, User};

/// How a backend is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BackendMode {
    Well,
    /// It answers at about the deadline, before or after.
    Slow,
    Unreachable,
    /// An HTTP status of a transient failure.
    Failing(u16),
    /// An HTTP status with `Retry-After`.
    Limiting,
    /// An HTTP status that refuses for good.
    Refusing(u16),
    /// An HTTP status that says that something is wrong with the request.
    Missing(u16),
    /// The last token, again and again.
    Repeating,
    /// One of the last tokens, or a new one.
    Rotating,
    /// Anything but a token.
    Garbage,
    /// No answer, ever.
    Silent,
    /// A callback that throws.
    Throwing,
    /// It mints with a clock that is ahead.
    Ahead(u64),
}

/// What comes back from a call.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Reply {
    Token(TokenId),
    Text(&'static str),
    Failed(Error),
    /// An HTTP status with `Retry-After`: seconds, or a date with or without the answer's own date.
    Limited {
        status: u16,
        seconds: u32,
        form: Form,
    },
}

/// How `Retry-After` is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    Seconds,
    Date,
    DateAlone,
}

/// A backend that mints for one user of one tenant.
#[derive(Debug)]
pub(crate) struct Backend {
    pub(crate) user: User,
    pub(crate) tenant: &'static str,
    pub(crate) mode: BackendMode,
    claims: Claims,
    lifetime: u32,
    states_lifetime: bool,
    /// The last tokens that it minted.
    minted: Vec<TokenId>,
}

/// Lifetimes of tokens in seconds. An hour is the rule.
const LIFETIMES: [(u32, u32); 10] = [
    (1, 15),
    (2, 30),
    (1, 40),
    (1, 60),
    (1, 120),
    (2, 300),
    (8, 3_600),
    (1, 28_800),
    (1, 86_400),
    (1, 30 * 86_400),
];

const CLAIMS: [(u32, Claims); 6] = [
    (10, Claims::Both),
    (2, Claims::Ornate),
    (1, Claims::OnlyIssued),
    (1, Claims::OnlyExpiry),
    (1, Claims::Unreadable),
    (1, Claims::Noise),
];

const NO_TOKENS: [&str; 8] = [
    "",
    "null",
    "<!doctype html><title>Sign in</title>",
    "AAAA.AAAA",
    "AAAA.AAAA.AAAA.AAAA",
    "AAAA.AA=A.AAAA",
    "AAAA.AAAAA.AAAA",
    "AAAA..AAAA",
];

impl Backend {
    pub(crate) fn new(user: User, tenant: &'static str, rng: &mut Rng) -> Self {
        Self {
            user,
            tenant,
            mode: BackendMode::Well,
            claims: rng.weighted(&CLAIMS),
            lifetime: rng.weighted(&LIFETIMES),
            states_lifetime: rng.once_in(3),
            minted: Vec::new(),
        }
    }

    /// Somebody else signs in: what was minted before is never given again.
    pub(crate) fn sign_in(&mut self, user: User) {
        self.user = user;
        self.minted.clear();
    }

    /// A call. Gives what comes back, and after how many milliseconds, if anything does.
    pub(crate) fn call(
        &mut self,
        now: u64,
        timeout: u64,
        rng: &mut Rng,
        ledger: &mut Ledger,
    ) -> Option<(u64, Reply)> {
        let swift = rng.length(10, 1_500);
        let failed = |code| Reply::Failed(Error::new(code));
        Some(match self.mode {
            BackendMode::Well | BackendMode::Ahead(_) => (swift, self.mint(now, ledger)),
            BackendMode::Slow => (rng.between(timeout / 2, timeout * 3 / 2), self.mint(now, ledger)),
            BackendMode::Unreachable => (rng.length(1, 4_000), failed(ErrorCode::Network)),
            BackendMode::Failing(status) | BackendMode::Missing(status) | BackendMode::Refusing(status) => {
                let error = Error::from_status(status).unwrap_or(Error::new(ErrorCode::BackendStatus));
                (swift, Reply::Failed(error))
            }
            BackendMode::Limiting => (swift, limit(rng)),
            BackendMode::Repeating => {
                let last = self.minted.last().copied();
                (swift, last.map_or_else(|| self.mint(now, ledger), Reply::Token))
            }
            BackendMode::Rotating if rng.once_in(3) || self.minted.is_empty() => {
                (swift, self.mint(now, ledger))
            }
            BackendMode::Rotating => (swift, Reply::Token(rng.pick(&self.minted))),
            BackendMode::Garbage => (swift, Reply::Text(rng.pick(&NO_TOKENS))),
            BackendMode::Throwing => (swift, failed(rng.pick(&THROWN))),
            BackendMode::Silent => return None,
        })
    }

    fn mint(&mut self, now: u64, ledger: &mut Ledger) -> Reply {
        let ahead = if let BackendMode::Ahead(ahead) = self.mode { ahead } else { 0 };
        let Self { user, tenant, claims, lifetime, states_lifetime, .. } = *self;
        let id = ledger.mint(Order { user, tenant, claims, lifetime, states_lifetime, ahead }, now);
        if self.minted.len() == 4 {
            self.minted.remove(0);
        }
        self.minted.push(id);
        Reply::Token(id)
    }
}

/// What a callback may throw, besides what it means by itself.
const THROWN: [ErrorCode; 4] =
    [ErrorCode::ProviderFailed, ErrorCode::ProviderFailed, ErrorCode::Timeout, ErrorCode::BadResponse];

fn limit(rng: &mut Rng) -> Reply {
    let form = rng.weighted(&[(4, Form::Seconds), (2, Form::Date), (1, Form::DateAlone)]);
    let seconds = if rng.once_in(50) { rng.between(3_600, 86_400) } else { rng.length(1, 300) };
    Reply::Limited { status: rng.pick(&[429, 429, 503]), seconds: u32::try_from(seconds).unwrap_or(0), form }
}
