//! What the token endpoint grants, what its access token claims, and the server's time that follows from both.
//!
//! The signature is not verified: the token came from the auth server itself, over a connection that the browser verified.

use crate::protocol::Secret;

/// The claims of an access token that matter here. An empty text counts as missing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Claims {
    /// `iss`: the auth server that issued the token.
    pub issuer: Option<String>,
    /// `azp`: the client id of the app that the token is for.
    pub authorized_party: Option<String>,
    /// `sub`: the user who is impersonated.
    pub subject: Option<String>,
    /// `impersonatedBy`: the user who impersonates.
    pub impersonated_by: Option<String>,
    /// `iat`, in seconds since the epoch.
    pub issued_at: Option<u64>,
    /// `exp`, in seconds since the epoch.
    pub expires_at: Option<u64>,
    /// `roles`. They are for the host; nothing here depends on them.
    pub roles: Vec<String>,
}

/// What the token endpoint granted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// The access token.
    pub access_token: Secret,
    /// The refresh token that replaces the one that was exchanged, if the server rotates them.
    pub refresh_token: Option<Secret>,
    /// The access token's lifetime, in seconds.
    pub expires_in: Option<u64>,
    /// When the access token expires, in seconds since the epoch.
    pub expires_on: Option<u64>,
    /// The claims of the access token.
    pub claims: Claims,
}

/// The times of a grant by the server's clock. No clock of this machine has a part in them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Times {
    /// When the server answered, in seconds since the epoch.
    pub(super) server_now: u64,
    /// The access token's lifetime from then on, in seconds; at least one.
    pub(super) lifetime: u64,
}

impl Claims {
    /// The claims without texts that are empty.
    pub(super) fn without_empty_texts(mut self) -> Self {
        for text in [&mut self.subject, &mut self.impersonated_by] {
            *text = text.take().filter(|text| !text.is_empty());
        }
        self
    }
}

impl Grant {
    /// The grant without texts that are empty. `None` without an access token.
    pub(super) fn without_empty_texts(mut self) -> Option<Self> {
        self.refresh_token = self.refresh_token.filter(|token| !token.expose().is_empty());
        self.claims = self.claims.without_empty_texts();
        (!self.access_token.expose().is_empty()).then_some(self)
    }

    /// The times of the grant. `None` if the server's time is not known, or the access token has expired by it.
    pub(super) fn times(&self) -> Option<Times> {
        let answered =
            self.expires_on.zip(self.expires_in).and_then(|(on, lifetime)| on.checked_sub(lifetime));
        let server_now = answered.or(self.claims.issued_at)?;
        let claimed = self.claims.expires_at?.checked_sub(server_now)?;
        let lifetime = claimed.min(self.expires_in.unwrap_or(claimed));
        (lifetime > 0).then_some(Times { server_now, lifetime })
    }
}
