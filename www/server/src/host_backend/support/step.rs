//! What the backend asks of the auth server. Alone, because an answer's meaning and its errors both depend on it.

use std::fmt;

/// What the backend was doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Getting an access token of its own, with the server-to-server credentials.
    OwnSignIn,
    /// Getting the support person's access token.
    SupportSignIn,
    /// Minting a refresh token for somebody else.
    Impersonation,
    /// Listing the users.
    Listing,
    /// Reading how the application is set up.
    App,
    /// Ending earlier sessions.
    Ending,
}

impl fmt::Display for Step {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::OwnSignIn => "the client credentials",
            Self::SupportSignIn => "the support person's refresh token",
            Self::Impersonation => "the impersonation",
            Self::Listing => "the list of users",
            Self::App => "the question for the application",
            Self::Ending => "the end of earlier sessions",
        })
    }
}
