//! The closed set of error codes, and the error that carries one.

mod closed_set;

pub(super) use closed_set::{carrier, codes, options};

codes! {
    /// What went wrong, from a closed set. The same set stands in the TypeScript types and in the README.
    ErrorCode:
    /// An option cannot be honoured; the message names it.
    InvalidOptions = "invalid-options", "an option is invalid";
    /// There is no document.
    UnsupportedEnvironment = "unsupported-environment", "no document";
    /// A content security policy forbids WebAssembly.
    WasmBlocked = "wasm-blocked", "WebAssembly is blocked";
    /// No token within the deadline.
    Timeout = "timeout", "no token within the deadline";
    /// The backend could not be reached, or its answer was cut short.
    Network = "network", "the token endpoint could not be reached, or broke off";
    /// The backend answered with a status other than 2xx, 401 and 403.
    BackendStatus = "backend-status", "the token endpoint answered with an HTTP error";
    /// What came is not a compact JWT.
    BadResponse = "bad-response", "expected { token } with a compact JWT";
    /// The backend said 401 or 403, or a provider threw this.
    Refused = "refused", "the token source refused: sign the user in, then reload";
    /// The token is the last one again, or an older one.
    StaleToken = "stale-token", "the same token again, or an older one: mint one for each call";
    /// The callback threw or rejected.
    ProviderFailed = "provider-failed", "the token callback threw or rejected";
    /// Two embeds of one tenant origin have different users.
    UserConflict = "user-conflict", "two users share the storage of one origin";
    /// The embed or its source was closed.
    Aborted = "aborted", "the embed or its source was closed";
}

impl ErrorCode {
    /// The code of that name, if there is one.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.as_str() == name)
    }
}

options! {
    /// The container of `mount`.
    Target = "the target must be an element that can hold an iframe, or its selector";
    /// The iframe of `attach`.
    Iframe = "the first argument must be an iframe";
    /// `origin`.
    Origin = "`origin` must be https (or http on loopback), host and port";
    /// `view`.
    View = "`view` must be 'search', 'dashboards', { dashboard }, { chat, message } or { path }";
    /// The id in `view`.
    ViewId = "the id of a `view` must not be empty, `.` or `..`";
    /// The path in `view`.
    ViewPath = "the `path` of a `view` must begin with one `/` and hold no backslash, `#`, control character or `token`";
    /// `params`.
    Params = "`params` must be an object of strings";
    /// `token` among `params`.
    ParamsToken = "`params` must not hold `token`";
    /// `token`.
    Token = "`token` must be a URL, { url }, a function or a TokenSource";
    /// `token`, when it is a source that was closed.
    ClosedSource = "`token` is a TokenSource that was closed";
    /// `user`.
    User = "`user` must be a string, and that of the TokenSource";
    /// `timeout`.
    Timeout = "`timeout` must be a positive number";
    /// `mintAhead`.
    MintAhead = "`mintAhead` must be false, or a number not below 0";
    /// `recover`.
    Recover = "`recover` must be 'reload' or 'manual'";
    /// The iframe of `attach`, when it is to be navigated.
    Elsewhere = "the iframe's `src` must be on `origin`";
    /// `signal`.
    Signal = "`signal` must be an AbortSignal";
    /// `title`, `allow`, `referrerPolicy` or `className`.
    Attribute = "`title`, `allow`, `referrerPolicy` and `className` must be strings";
    /// `sandbox`.
    Sandbox = "`sandbox` must hold allow-scripts and allow-same-origin";
    /// `loading`.
    Loading = "`loading` must be 'eager' or 'lazy'";
}

carrier! {
    /// An error of this crate: a code, and what a host can act on.
    Error of ErrorCode, BadOption
}

impl Error {
    /// What an HTTP status of the token endpoint means, if it is not a success.
    pub const fn from_status(status: u16) -> Option<Self> {
        match status {
            200..=299 => None,
            401 | 403 => Some(Self::new(ErrorCode::Refused).with_status(status)),
            _ => Some(Self::new(ErrorCode::BackendStatus).with_status(status)),
        }
    }

    /// Whether the same call may well succeed a moment later (RFC 9110 section 15): tried again within the flight.
    pub fn is_passing(&self) -> bool {
        match self.code {
            ErrorCode::Network | ErrorCode::StaleToken | ErrorCode::ProviderFailed => true,
            ErrorCode::BackendStatus => matches!(self.status, 408 | 425 | 429 | 500..=599),
            _ => false,
        }
    }

    /// Whether asking again is pointless until the user has signed in.
    pub fn is_refusal(&self) -> bool {
        self.code == ErrorCode::Refused
    }
}
