//! What an access token says of its session, and whether that session may be let in.
//!
//! The signature is not looked at: the token came from the auth server itself, over a connection that the browser
//! verified. What is looked at is whether it is the session that a link may open.

use super::client::{Client, without_slash};
use super::{Error, ErrorCode};
use crate::protocol::Secret;

/// The claims of an access token. A text that is missing is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Claims {
    /// `iss`: who issued it.
    pub issuer: String,
    /// `azp`: the client id of the app that it is for.
    pub app: String,
    /// `sub`: who the session is for.
    pub subject: String,
    /// `impersonatedBy`: who began it for that person.
    pub impersonated_by: String,
    /// `iat`, in seconds since the epoch.
    pub issued_at: Option<u64>,
    /// `exp`, in seconds since the epoch.
    pub expires_at: Option<u64>,
    /// `roles`, as the shell wrote them down. Nothing here depends on them.
    pub roles: String,
}

/// What the token endpoint gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// The access token.
    pub access_token: Secret,
    /// The refresh token that stands in for the one that was exchanged. Empty if there is none.
    pub refresh_token: Secret,
    /// The access token's life, in seconds.
    pub expires_in: Option<u64>,
    /// When the access token runs out, in seconds since the epoch.
    pub expires_on: Option<u64>,
    /// What the access token says.
    pub claims: Claims,
}

/// The server's time of a grant. No clock of this machine has a say in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Times {
    /// The server's now, in seconds since the epoch.
    pub(super) server_now: u64,
    /// The access token's life from then on, in seconds; at least one.
    pub(super) life: u64,
}

impl Client {
    /// Judges a grant, and tells its times.
    pub(super) fn judge(&self, grant: &Grant) -> Result<Times, Error> {
        let claims = &grant.claims;
        let times = grant.times().filter(|_| !claims.subject.is_empty());
        let code = if without_slash(&claims.issuer) != self.server {
            ErrorCode::WrongIssuer
        } else if claims.app != self.id {
            ErrorCode::WrongApp
        } else if self.require_impersonator && claims.impersonated_by.is_empty() {
            ErrorCode::NotImpersonation
        } else if let Some(times) = times {
            return Ok(times);
        } else {
            ErrorCode::BadResponse
        };
        Err(Error::new(code))
    }
}

impl Grant {
    fn times(&self) -> Option<Times> {
        let told = self.expires_on.zip(self.expires_in).and_then(|(on, within)| on.checked_sub(within));
        let server_now = told.or(self.claims.issued_at)?;
        let claimed = self.claims.expires_at?.checked_sub(server_now)?;
        let life = claimed.min(self.expires_in.unwrap_or(claimed));
        (life > 0).then_some(Times { server_now, life })
    }
}
