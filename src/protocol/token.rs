//! A token, once it is known to be one.

use super::renewal::{GRACE, GUEST_ASKS_BEFORE};
use super::{Claims, Error, ErrorCode, Instant, Secret, payload};

/// The life that is assumed where neither the backend nor the token tells one, in seconds.
///
/// Source: <https://docs.wisdom.ai/integrations/embeddings/session-management>
const USUAL_LIFE: u32 = 3_600;

/// What a token source gives: a token, with its life where the backend tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenGrant {
    /// A JWT in compact form.
    pub token: Secret,
    /// The token's life in seconds, from receipt.
    pub expires_in: Option<u32>,
    /// What the token says of itself. It is read where the token comes in, whatever stands here.
    pub claims: Claims,
}

impl TokenGrant {
    /// A grant whose life is what the token says of itself.
    pub fn new(token: impl Into<String>) -> Self {
        Self { token: Secret::new(token.into()), expires_in: None, claims: Claims::default() }
    }
}

/// A compact JWT that may be sent to a guest.
#[derive(Debug)]
pub struct Token {
    secret: Secret,
    issued_at: Option<u64>,
    life: Option<u32>,
    received: Instant,
}

impl Token {
    /// Judges what a source gave at that moment. Life is measured from it, never by the token's `exp` against a local clock.
    ///
    /// # Errors
    ///
    /// [`ErrorCode::BadResponse`] unless it is three base64url parts: an HTML page, an empty string and a word like
    /// `null` never reach a guest.
    pub fn judge(grant: TokenGrant, received: Instant) -> Result<Self, Error> {
        payload(grant.token.expose()).ok_or(Error::new(ErrorCode::BadResponse))?;
        let life = grant.expires_in.or_else(|| grant.claims.life());
        Ok(Self { secret: grant.token, issued_at: grant.claims.issued_at, life, received })
    }

    /// The token itself.
    pub const fn secret(&self) -> &Secret {
        &self.secret
    }

    /// Seconds from receipt, where the backend or the token tells them.
    pub const fn life(&self) -> Option<u32> {
        self.life
    }

    /// When it was received.
    pub(super) const fn received(&self) -> Instant {
        self.received
    }

    /// Its life in milliseconds; the usual one where nobody tells it.
    pub(super) fn life_in_ms(&self) -> u64 {
        u64::from(self.life.unwrap_or(USUAL_LIFE)) * 1_000
    }

    /// When it runs out.
    pub(super) fn runs_out_at(&self) -> Instant {
        self.received.after(self.life_in_ms())
    }

    /// For how long a guest that is given it will not ask again at once, from receipt, in milliseconds.
    fn use_in_ms(&self) -> u64 {
        let life = self.life_in_ms();
        life - GUEST_ASKS_BEFORE.min(life / 2)
    }

    /// Until when a guest that is given it will not ask again at once.
    pub(super) fn is_of_use_until(&self) -> Instant {
        self.received.after(self.use_in_ms())
    }

    /// How long it lies in hand for a guest that should ask, before the frame is rebuilt with it, in milliseconds. It is still
    /// of use then, however short its life.
    pub(super) fn grace(&self) -> u64 {
        GRACE.min(self.use_in_ms() / 4 * 3)
    }

    /// Whether a guest that is given it will not ask again at once.
    pub(super) fn has_life_left(&self, now: Instant) -> bool {
        now < self.is_of_use_until()
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
