//! A token, once it is known to be one.

use super::{CompactJwt, Error, ErrorCode, Secret};

/// What a token source gives: a token, with its life where the backend tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenGrant {
    /// A JWT in compact form.
    pub token: Secret,
    /// The token's life in seconds, from receipt.
    pub expires_in: Option<u32>,
}

impl TokenGrant {
    /// A grant whose life is what the token says of itself.
    pub fn new(token: impl Into<String>) -> Self {
        Self { token: Secret::new(token.into()), expires_in: None }
    }
}

/// A compact JWT that may be sent to a guest.
#[derive(Debug)]
pub struct Token {
    secret: Secret,
    issued_at: Option<u64>,
    life: Option<u32>,
}

impl Token {
    /// Judges what a source gave.
    ///
    /// # Errors
    ///
    /// [`ErrorCode::BadResponse`] unless it is three base64url parts: an HTML page, an empty string and a word like
    /// `null` never reach a guest.
    pub fn judge(grant: TokenGrant) -> Result<Self, Error> {
        let jwt = CompactJwt::parse(grant.token.expose()).ok_or(Error::new(ErrorCode::BadResponse))?;
        let life = grant.expires_in.or_else(|| jwt.life());
        Ok(Self { secret: grant.token, issued_at: jwt.issued_at, life })
    }

    /// The token itself.
    pub const fn secret(&self) -> &Secret {
        &self.secret
    }

    /// Seconds from receipt, where the backend or the token tells them.
    pub const fn life(&self) -> Option<u32> {
        self.life
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
