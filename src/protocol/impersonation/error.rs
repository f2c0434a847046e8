//! What can go wrong with an impersonation: a closed set of codes, which adds to that of embeds.
//!
//! It is a set of its own so that neither npm entry carries the sentences of the other.

use crate::protocol::error::{carrier, codes, options};

codes! {
    /// What went wrong, from a closed set. The same set stands in the TypeScript types and in the README.
    ErrorCode:
    /// An option cannot be honoured; the message names it.
    InvalidOptions = "invalid-options", "an option cannot be honoured";
    /// The page's address cannot be changed.
    UnsupportedEnvironment = "unsupported-environment", "the address cannot be changed here: call this in a page with an origin of its own";
    /// No answer within the deadline.
    Timeout = "timeout", "no answer of the auth server within the deadline: call impersonate() again";
    /// The auth server could not be reached, or its answer was cut short.
    Network = "network", "the auth server could not be reached, or broke off: call impersonate() again";
    /// The auth server answered 429 or 5xx.
    BackendStatus = "backend-status", "the auth server answered with an HTTP error: call impersonate() again";
    /// What came is no live access token.
    BadResponse = "bad-response", "expected { access_token } with a JWT that names its subject and has not run out";
    /// The link in the address has a parameter twice, empty, or not a whole number.
    LinkMalformed = "link-malformed", "expected one refresh token, and expiries in whole seconds: open a new link";
    /// The link has run out.
    LinkExpired = "link-expired", "the link has run out: open a new one";
    /// The auth server refused the refresh token.
    ExchangeRefused = "exchange-refused", "the auth server refused the link: open a new one";
    /// The session is not one of an impersonation.
    NotImpersonation = "not-impersonation", "expected an access token with `impersonatedBy`: do not trust this link";
    /// The session is one of another app.
    WrongApp = "wrong-app", "expected an access token whose `azp` is `clientId`: the link is for another app";
    /// The session is one of another auth server.
    WrongIssuer = "wrong-issuer", "expected an access token whose `iss` is `server`: see how both are configured";
    /// The app's `confirm` did not say yes.
    Declined = "declined", "`confirm` did not answer true";
    /// The session has run out, was ended, or is refused by the auth server.
    SessionOver = "session-over", "the impersonation is over: show the app as the user's own again";
    /// The browser's storage cannot be written to.
    StorageBlocked = "storage-blocked", "the storage is blocked or full: the session ends with the page";
}

impl ErrorCode {
    /// Whether the same link may still be good. It is kept for another call then.
    pub(super) const fn is_passing(self) -> bool {
        matches!(self, Self::Timeout | Self::Network | Self::BackendStatus | Self::BadResponse)
    }
}

options! {
    /// `names`.
    Names = "`names` must be an object of different strings that are not empty";
    /// `server`.
    Server = "`server` must be an https address (or http on loopback) without query and hash";
    /// `clientId`.
    ClientId = "`clientId` must be a string that is not empty";
    /// `link`.
    Link = "`link` must be what takeLink() gave, or null";
    /// `storage`.
    Storage = "`storage` must be 'session', 'memory', { melody: 'sessionStorage' } or { melody: 'localStorage' }";
    /// `requireImpersonator` or `sendClientId`.
    Switch = "`requireImpersonator` and `sendClientId` must be true or false";
    /// `confirm`.
    Confirm = "`confirm` must be a function";
    /// `timeout`.
    Timeout = "`timeout` must be a positive number of milliseconds";
    /// `paths`.
    Paths = "`paths` must be an object of strings that begin with `/` and hold no `#`";
}

carrier! {
    /// An error of an impersonation: a code, and what a host can act on.
    Error of ErrorCode, BadOption
}

impl Error {
    /// The same with another word for it.
    pub(super) const fn called(self, code: ErrorCode) -> Self {
        Self { code, ..self }
    }
}
