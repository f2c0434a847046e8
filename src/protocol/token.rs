//! A token, once it is known to be one: how long it is usable, and when the next one is fetched.

use super::backoff::scale;
use super::jwt::is_compact;
use super::rhythm::Forward;
use super::{Claims, Error, ErrorCode, Instant, Secret};

/// The default of `mintAhead`, in seconds before the token expires.
pub const DEFAULT_MINT_AHEAD: u32 = 60;

/// How long before its token expires the guest asks, in milliseconds. A token with less lifetime than that is of no use.
///
/// Source: <https://docs.wisdom.ai/integrations/embeddings/session-management>
const GUEST_ASKS_BEFORE: u64 = 10_000;

/// How long a guest whose token has expired is given to ask, once there is a fresh one, in milliseconds. Less where the fresh
/// one is usable for little longer.
const GRACE: u64 = 15_000;

/// Jitter brings a mint ahead forward by up to this part of the token's lifetime.
const JITTER: u64 = 10;

/// The lifetime that is assumed where neither the backend nor the token tells one, in seconds.
///
/// Source: <https://docs.wisdom.ai/integrations/embeddings/session-management>
const DEFAULT_LIFETIME: u32 = 3_600;

/// What a token source gives: a token, with its lifetime where the backend tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenGrant {
    /// A JWT in compact form.
    pub token: Secret,
    /// The token's lifetime in seconds, from receipt.
    pub expires_in: Option<u32>,
    /// What the token says of itself.
    pub claims: Claims,
}

impl TokenGrant {
    /// A grant with the default lifetime, unless the token's claims tell another.
    pub fn new(token: impl Into<String>) -> Self {
        Self { token: Secret::new(token.into()), expires_in: None, claims: Claims::default() }
    }
}

/// A compact JWT that may be sent to a guest.
#[derive(Debug)]
pub struct Token {
    secret: Secret,
    issued_at: Option<u64>,
    lifetime: Option<u32>,
    received: Instant,
    forward: Forward,
}

impl Token {
    /// Takes what a source gave at that moment. Its lifetime is measured from then, never by its `exp` against a local clock.
    ///
    /// # Errors
    ///
    /// [`ErrorCode::BadResponse`] unless it is three base64url parts: an HTML page, an empty string and a word like
    /// `null` never reach a guest.
    pub fn parse(grant: TokenGrant, received: Instant) -> Result<Self, Error> {
        if !is_compact(grant.token.expose()) {
            return Err(Error::new(ErrorCode::BadResponse));
        }
        let lifetime = grant.expires_in.or_else(|| grant.claims.lifetime());
        let (secret, issued_at) = (grant.token, grant.claims.issued_at);
        Ok(Self { secret, issued_at, lifetime, received, forward: Forward::ByTenth(0) })
    }

    /// The same, with how far its renewal is brought forward.
    pub(super) fn with_forward(self, forward: Forward) -> Self {
        Self { forward, ..self }
    }

    /// How far its renewal is brought forward.
    pub(super) const fn forward(&self) -> Forward {
        self.forward
    }

    /// The token itself.
    pub const fn secret(&self) -> &Secret {
        &self.secret
    }

    /// Seconds from receipt, where the backend or the token tells them.
    pub const fn lifetime(&self) -> Option<u32> {
        self.lifetime
    }

    /// Its lifetime in milliseconds; the default where nobody tells it.
    fn lifetime_ms(&self) -> u64 {
        u64::from(self.lifetime.unwrap_or(DEFAULT_LIFETIME)) * 1_000
    }

    /// When it expires.
    pub(super) fn expires_at(&self) -> Instant {
        self.received.after(self.lifetime_ms())
    }

    /// For how long a guest that is given it will not ask again at once, from receipt, in milliseconds.
    fn usable_ms(&self) -> u64 {
        let lifetime = self.lifetime_ms();
        lifetime - GUEST_ASKS_BEFORE.min(lifetime / 2)
    }

    /// Until when a guest that is given it will not ask again at once.
    pub(super) fn usable_until(&self) -> Instant {
        self.received.after(self.usable_ms())
    }

    /// How long it stays cached for a guest that should ask, before the frame is rebuilt with it, in milliseconds. It is still
    /// usable then, however short its lifetime.
    pub(super) fn grace(&self) -> u64 {
        GRACE.min(self.usable_ms() / 4 * 3)
    }

    /// Whether a guest that is given it will not ask again at once.
    pub(super) fn is_usable(&self, now: Instant) -> bool {
        now < self.usable_until()
    }

    /// Whether a guest that has `last` may be sent this one: another string, and not issued earlier.
    ///
    /// RS256 without `jti` makes twins within one second, so an equal `iat` alone does not make a token old.
    pub fn is_newer_than(&self, last: &Self) -> bool {
        let issued_earlier =
            matches!((self.issued_at, last.issued_at), (Some(this), Some(last)) if this < last);
        self.secret != last.secret && !issued_earlier
    }
}

/// What an embed does by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Renewal {
    /// How many seconds before the token expires the next one is fetched, if at all.
    pub mint_ahead: Option<u32>,
    /// What follows when the guest does not ask any more.
    pub recover: Recover,
}

impl Default for Renewal {
    fn default() -> Self {
        Self { mint_ahead: Some(DEFAULT_MINT_AHEAD), recover: Recover::Reload }
    }
}

impl Renewal {
    /// When the token after this one is fetched: never more than half of its lifetime before its end because the host says so, and
    /// earlier at random, so that pages do not mint together. All embeds of a source agree on it.
    pub(super) fn mints_at(self, token: &Token) -> Option<Instant> {
        let lifetime = token.lifetime_ms();
        let ahead = (u64::from(self.mint_ahead?) * 1_000).min(lifetime / 2);
        let latest = lifetime - ahead;
        let tenth = lifetime / JITTER;
        let forward = match token.forward {
            Forward::ByHalf(random) => scale((latest - lifetime / 2).max(tenth), random),
            Forward::ByTenth(random) => scale(tenth, random),
        };
        Some(token.received.after(latest - forward))
    }
}

/// What follows when a token has expired, a fresh one is there, and the guest does not ask for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recover {
    /// The frame is rebuilt. The page's own iframe is navigated to its `src`, unless that is on another origin.
    Reload,
    /// Nothing: the host decides.
    Manual,
}

impl Recover {
    /// The choice of that name, as JavaScript writes it.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "reload" => Some(Self::Reload),
            "manual" => Some(Self::Manual),
            _ => None,
        }
    }
}
