//! The closed set of error codes, and the one error type that carries them.

/// What went wrong, from a closed set. The same set is in the TypeScript types and in the README.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorCode {
    /// An option is invalid; the message names it.
    InvalidOptions,
    /// There is no document, its address cannot be changed, or a function of the browser threw.
    UnsupportedEnvironment,
    /// A content security policy forbids WebAssembly.
    WasmBlocked,
    /// No answer within the deadline.
    Timeout,
    /// The server could not be reached, or its answer was cut short.
    Network,
    /// The server answered with an HTTP error status.
    BackendStatus,
    /// What came is not a usable JWT.
    BadResponse,
    /// The token endpoint answered 401 or 403, or a provider returned this.
    Refused,
    /// The token is the last one again, or an older one.
    StaleToken,
    /// The callback threw or rejected.
    ProviderFailed,
    /// Two embeds of one tenant origin have different users.
    UserConflict,
    /// The embed or its source was closed.
    Aborted,
    /// The impersonation link has a parameter twice, an empty one, or an expiry that is not a whole number.
    LinkMalformed,
    /// The impersonation link has expired.
    LinkExpired,
    /// Another copy of the package on this page took the impersonation link.
    LinkTaken,
    /// The auth server refused the refresh token.
    ExchangeRefused,
    /// The session is not an impersonation.
    NotImpersonation,
    /// The session is one of another app.
    WrongApp,
    /// The session is one of another auth server.
    WrongIssuer,
    /// The app's `confirm` did not answer yes.
    Declined,
    /// The session has expired, was ended, or is refused by the auth server.
    SessionOver,
    /// The browser's storage cannot be written to.
    StorageBlocked,
}

impl ErrorCode {
    /// Every code, in the order of the documentation.
    pub const ALL: &[Self] = &[
        Self::InvalidOptions,
        Self::UnsupportedEnvironment,
        Self::WasmBlocked,
        Self::Timeout,
        Self::Network,
        Self::BackendStatus,
        Self::BadResponse,
        Self::Refused,
        Self::StaleToken,
        Self::ProviderFailed,
        Self::UserConflict,
        Self::Aborted,
        Self::LinkMalformed,
        Self::LinkExpired,
        Self::LinkTaken,
        Self::ExchangeRefused,
        Self::NotImpersonation,
        Self::WrongApp,
        Self::WrongIssuer,
        Self::Declined,
        Self::SessionOver,
        Self::StorageBlocked,
    ];

    /// The code as JavaScript sees it, in kebab-case.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::InvalidOptions => "invalid-options",
            Self::UnsupportedEnvironment => "unsupported-environment",
            Self::WasmBlocked => "wasm-blocked",
            Self::Timeout => "timeout",
            Self::Network => "network",
            Self::BackendStatus => "backend-status",
            Self::BadResponse => "bad-response",
            Self::Refused => "refused",
            Self::StaleToken => "stale-token",
            Self::ProviderFailed => "provider-failed",
            Self::UserConflict => "user-conflict",
            Self::Aborted => "aborted",
            Self::LinkMalformed => "link-malformed",
            Self::LinkExpired => "link-expired",
            Self::LinkTaken => "link-taken",
            Self::ExchangeRefused => "exchange-refused",
            Self::NotImpersonation => "not-impersonation",
            Self::WrongApp => "wrong-app",
            Self::WrongIssuer => "wrong-issuer",
            Self::Declined => "declined",
            Self::SessionOver => "session-over",
            Self::StorageBlocked => "storage-blocked",
        }
    }

    /// The code of that name, if there is one.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.as_str() == name)
    }

    /// What was expected, and the remedy. It never holds a value from outside.
    pub const fn message(self) -> &'static str {
        match self {
            Self::InvalidOptions => "an option is invalid",
            Self::UnsupportedEnvironment => "needs a document: call this in a browser",
            Self::WasmBlocked => "WebAssembly is forbidden: add 'wasm-unsafe-eval' to script-src",
            Self::Timeout => "no answer within the deadline: see why the server is slow",
            Self::Network => "the server could not be reached, or its answer was cut short",
            Self::BackendStatus => "the server answered with an HTTP error status",
            Self::BadResponse => {
                "expected a compact JWT that has not expired: `token` or `jwt` from a token endpoint, `access_token` from an auth server"
            }
            Self::Refused => "the token source refused: sign the user in, then reload",
            Self::StaleToken => "the same token again, or an older one: mint one for each call",
            Self::ProviderFailed => "the token callback threw or rejected",
            Self::UserConflict => "two users share the storage of one origin",
            Self::Aborted => "the embed or its source was closed",
            Self::LinkMalformed => {
                "expected one refresh token, and expiries in whole seconds: open a new link"
            }
            Self::LinkExpired => "the link has expired: open a new one",
            Self::LinkTaken => {
                "another copy of the package on this page took the link: import both parts from one bundle"
            }
            Self::ExchangeRefused => "the auth server refused the link: open a new one",
            Self::NotImpersonation => {
                "expected an access token with `impersonatedBy`: do not trust this link"
            }
            Self::WrongApp => {
                "expected an access token whose `azp` is `clientId`: the link is for another app"
            }
            Self::WrongIssuer => {
                "expected an access token whose `iss` is `server`: see how both are configured"
            }
            Self::Declined => "`confirm` did not answer true",
            Self::SessionOver => "the impersonation is over: show the app as the user's own again",
            Self::StorageBlocked => "the storage is blocked or full: the session ends with the page",
        }
    }
}

/// Which option is invalid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InvalidOption {
    /// The container of `mount`.
    Target,
    /// The selector of the container, when it is none.
    Selector,
    /// The selector of the container, when it matches nothing.
    NoMatch,
    /// The iframe of `attach`.
    Iframe,
    /// `origin`.
    Origin,
    /// `view`.
    View,
    /// The id in `view`.
    ViewId,
    /// The path in `view`.
    ViewPath,
    /// `params`.
    Params,
    /// `token` among `params`.
    ParamsToken,
    /// `token`.
    Token,
    /// `method` of a token request.
    Method,
    /// `headers` of a token request.
    Headers,
    /// `body` of a token request.
    Body,
    /// `credentials` of a token request.
    Credentials,
    /// `token`, when it is a source that was closed.
    ClosedSource,
    /// `user`.
    User,
    /// `timeout`.
    Timeout,
    /// `mintAhead`.
    MintAhead,
    /// `recover`.
    Recover,
    /// The `src` of the iframe of `attach`, when it is to be navigated.
    ForeignSrc,
    /// `signal`.
    Signal,
    /// `title`, `allow`, `referrerPolicy` or `className`.
    Attribute,
    /// `sandbox`.
    Sandbox,
    /// `loading`.
    Loading,
    /// `names`.
    Names,
    /// `server`.
    Server,
    /// `clientId`.
    ClientId,
    /// `link`.
    Link,
    /// `storage`.
    Storage,
    /// `requireImpersonator` or `sendClientId`.
    Switch,
    /// `confirm`.
    Confirm,
    /// `paths`.
    Paths,
}

impl InvalidOption {
    /// What the option must be.
    pub const fn message(self) -> &'static str {
        match self {
            Self::Target => "the target must be an element that can hold an iframe, or its selector",
            Self::Selector => "the target is no CSS selector",
            Self::NoMatch => {
                "the target's selector matches no element: call this once the container is in the page"
            }
            Self::Iframe => "the first argument must be an iframe",
            Self::Origin => "`origin` must be https (or http on loopback), host and port",
            Self::View => {
                "`view` must be 'search', 'dashboards', { dashboard }, { chat, message } or { path }"
            }
            Self::ViewId => "the id of a `view` must not be empty, `.` or `..`",
            Self::ViewPath => {
                "the `path` of a `view` must begin with one `/` and hold no backslash, `#`, control character or `token`"
            }
            Self::Params => "`params` must be an object of strings",
            Self::ParamsToken => "`params` must not hold `token`",
            Self::Token => "`token` must be a URL, { url }, a function or a TokenSource",
            Self::Method => "`method` must be 'GET' or 'POST'",
            Self::Headers => "`headers` must be what `fetch` takes, or a function that gives it",
            Self::Body => "`body` must be what `fetch` takes, or a function that gives it",
            Self::Credentials => "`credentials` must be 'omit', 'same-origin' or 'include'",
            Self::ClosedSource => "`token` is a TokenSource that was closed",
            Self::User => "`user` must be a string, and that of the TokenSource",
            Self::Timeout => "`timeout` must be a positive number of milliseconds",
            Self::MintAhead => "`mintAhead` must be false, or a number not below 0",
            Self::Recover => "`recover` must be 'reload' or 'manual'",
            Self::ForeignSrc => "the iframe's `src` must be on `origin`",
            Self::Signal => "`signal` must be an AbortSignal",
            Self::Attribute => "`title`, `allow`, `referrerPolicy` and `className` must be strings",
            Self::Sandbox => "`sandbox` must hold allow-scripts and allow-same-origin",
            Self::Loading => "`loading` must be 'eager' or 'lazy'",
            Self::Names => "`names` must be an object of different strings that are not empty",
            Self::Server => "`server` must be an https address (or http on loopback) without query and hash",
            Self::ClientId => "`clientId` must be a string that is not empty",
            Self::Link => "`link` must be what takeLink() returned, or null",
            Self::Storage => {
                "`storage` must be 'session', 'memory', { melody: 'sessionStorage' } or { melody: 'localStorage' }"
            }
            Self::Switch => "`requireImpersonator` and `sendClientId` must be true or false",
            Self::Confirm => "`confirm` must be a function",
            Self::Paths => "`paths` must be an object of strings that begin with `/` and hold no `#`",
        }
    }
}

/// An error of this crate: a code, and what a host can act on. It never holds a value from outside but two numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Error {
    /// What went wrong.
    pub code: ErrorCode,
    message: &'static str,
    status: Option<u16>,
    retry_after: Option<u32>,
}

impl Error {
    /// The error of that code.
    pub const fn new(code: ErrorCode) -> Self {
        Self { code, message: code.message(), status: None, retry_after: None }
    }

    /// A function of the browser threw. Its own text may hold an address, so it is not passed on.
    pub const THREW: Self = Self::new(ErrorCode::UnsupportedEnvironment)
        .with_message("a function of the browser threw: see which script of the page replaces or forbids it");

    /// An invalid option.
    pub const fn invalid(option: InvalidOption) -> Self {
        Self::new(ErrorCode::InvalidOptions).with_message(option.message())
    }

    /// The error, with a more exact sentence than its code has.
    #[must_use]
    pub const fn with_message(self, message: &'static str) -> Self {
        Self { message, ..self }
    }

    /// The error, with the HTTP status that led to it.
    #[must_use]
    pub const fn with_status(self, status: u16) -> Self {
        Self { status: Some(status), ..self }
    }

    /// The error, with the seconds after which to try again. More than a day is not believed: a mistake of a server's would
    /// stop its pages for as long as they live.
    #[must_use]
    pub const fn with_retry_after(self, seconds: u32) -> Self {
        const DAY: u32 = 86_400;
        let believed = if seconds < DAY { seconds } else { DAY };
        Self { retry_after: Some(believed), ..self }
    }

    /// The same failure under another code.
    pub(super) const fn with_code(self, code: ErrorCode) -> Self {
        Self { code, message: code.message(), ..self }
    }

    /// The HTTP status that led to it.
    pub const fn status(&self) -> Option<u16> {
        self.status
    }

    /// The seconds after which to try again, where the server said so.
    pub const fn retry_after(&self) -> Option<u32> {
        self.retry_after
    }

    /// What was expected, and the remedy.
    pub const fn message(&self) -> &'static str {
        self.message
    }

    /// What an HTTP status of the token endpoint means, unless it is a success.
    pub const fn from_status(status: u16) -> Option<Self> {
        match status {
            200..=299 => None,
            401 | 403 => Some(Self::new(ErrorCode::Refused).with_status(status)),
            _ => Some(Self::new(ErrorCode::BackendStatus).with_status(status)),
        }
    }

    /// Whether the same call may well succeed a moment later (RFC 9110 section 15). It is retried within the deadline.
    pub const fn is_transient(&self) -> bool {
        match (self.code, self.status) {
            (ErrorCode::Network | ErrorCode::StaleToken | ErrorCode::ProviderFailed, _) => true,
            (ErrorCode::BackendStatus, Some(status)) => matches!(status, 408 | 425 | 429 | 500..=599),
            _ => false,
        }
    }

    /// Whether asking again is pointless until the user has signed in.
    pub fn is_auth_error(&self) -> bool {
        self.code == ErrorCode::Refused
    }
}

impl core::fmt::Display for Error {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        formatter.write_str(self.message)
    }
}

impl core::error::Error for Error {}
