//! Tokens that carry in their name who minted them for whom.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::device::BEGINNING;

/// The number of a token. Its text is never printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct TokenId(u32);

/// Who is signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct User(pub(crate) usize);

impl User {
    pub(crate) const ALL: [Self; 3] = [Self(0), Self(1), Self(2)];

    pub(crate) const fn name(self) -> &'static str {
        ["alice", "bob", "carol"][self.0]
    }
}

/// The guest's origins.
pub(crate) const TENANTS: [&str; 2] = ["https://acme.askwisdom.ai", "https://globex.wisdom.ai"];

/// What can be read in a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Claims {
    Both,
    /// Numbers with a fraction, among nested objects that have claims of the same names.
    Ornate,
    OnlyIssued,
    OnlyExpiry,
    /// Numbers in a form that is not read.
    Unreadable,
    /// Not even JSON.
    Noise,
}

/// What is known of a token.
#[derive(Clone, Debug)]
pub(crate) struct Minted {
    pub(crate) user: User,
    /// The origin of the guest that it is for.
    pub(crate) tenant: &'static str,
    /// `iat`, where it can be read.
    pub(crate) issued: Option<u64>,
    /// What the backend says beside it.
    pub(crate) expires_in: Option<u32>,
    /// The lifetime in seconds that a host can know of, or has to assume.
    pub(crate) lifetime: u32,
    /// When the guest's server stops taking it.
    pub(crate) ends: u64,
    pub(crate) text: String,
}

/// All tokens there are.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ledger(Vec<Minted>);

/// What a backend mints.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Order {
    pub(crate) user: User,
    pub(crate) tenant: &'static str,
    pub(crate) claims: Claims,
    pub(crate) lifetime: u32,
    pub(crate) states_lifetime: bool,
    /// How far the clock of the server that mints is ahead, in milliseconds.
    pub(crate) ahead: u64,
}

/// The lifetime that has to be assumed where nobody states it, in seconds.
const DEFAULT_LIFETIME: u32 = 3_600;

impl Ledger {
    pub(crate) fn mint(&mut self, order: Order, now: u64) -> TokenId {
        let id = TokenId(u32::try_from(self.0.len()).unwrap());
        let seconds = (BEGINNING + now + order.ahead) / 1_000;
        let legible = matches!(order.claims, Claims::Both | Claims::Ornate);
        let issued = (legible || order.claims == Claims::OnlyIssued).then_some(seconds);
        let expires_in = order.states_lifetime.then_some(order.lifetime);
        self.0.push(Minted {
            user: order.user,
            tenant: order.tenant,
            issued,
            expires_in,
            lifetime: if legible || order.states_lifetime { order.lifetime } else { DEFAULT_LIFETIME },
            ends: now + u64::from(order.lifetime) * 1_000,
            text: text(order.claims, seconds, seconds + u64::from(order.lifetime), id),
        });
        id
    }

    pub(crate) fn get(&self, id: TokenId) -> &Minted {
        &self.0[id.0 as usize]
    }

    /// Whether a guest that has `last` may get this one: another token, and not issued earlier.
    pub(crate) fn is_newer(&self, this: TokenId, last: TokenId) -> bool {
        let issued = (self.get(this).issued, self.get(last).issued);
        this != last && !matches!(issued, (Some(this), Some(last)) if this < last)
    }

    /// The token as it is written in a trace.
    pub(crate) fn name(&self, id: TokenId) -> String {
        format!("T{} of {}", id.0, self.get(id).user.name())
    }
}

impl TokenId {
    /// The token of that text, if it is one of ours.
    pub(crate) fn of(text: &str) -> Option<Self> {
        let (_, name) = text.rsplit_once('.')?;
        name.strip_prefix('T')?.parse().ok().map(Self)
    }
}

fn text(claims: Claims, issued: u64, expiry: u64, id: TokenId) -> String {
    let payload = match claims {
        Claims::Both => format!(r#"{{"sub":"x","iat":{issued},"exp":{expiry}}}"#),
        Claims::Ornate => format!(r#"{{"a":{{"iat":1,"exp":9}},"iat":{issued}.25, "exp": {expiry}.75 }}"#),
        Claims::OnlyIssued => format!(r#"{{"iat":{issued}}}"#),
        Claims::OnlyExpiry => format!(r#"{{"exp":{expiry}}}"#),
        Claims::Unreadable => format!(r#"{{"iat":"{issued}","exp":{expiry}e0}}"#),
        Claims::Noise => "\u{1}\u{2}{[\"iat".into(),
    };
    let encode = |text: &str| URL_SAFE_NO_PAD.encode(text);
    format!("{}.{}.T{:07}", encode(r#"{"alg":"RS256"}"#), encode(&payload), id.0)
}
