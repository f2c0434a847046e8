//! The closed set of error codes, and the error that carries one.

use core::fmt;

/// Makes a closed set of codes, each with its name in JavaScript and its message.
macro_rules! codes {
    ($(#[$about:meta])* $set:ident: $($(#[$doc:meta])* $name:ident = $text:literal, $message:literal;)*) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $set { $($(#[$doc])* $name,)* }

        impl $set {
            /// Every code, in the order of the documentation.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The code as JavaScript sees it, in kebab-case.
            pub fn as_str(self) -> &'static str {
                $crate::protocol::word(concat!($($text, "\n"),*), b'\n', self as usize)
            }

            /// What was expected, and the remedy. It never holds a value from outside.
            pub fn message(self) -> &'static str {
                $crate::protocol::word(concat!($($message, "\n"),*), b'\n', self as usize)
            }
        }
    };
}

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

/// Makes the list of options that cannot be honoured, each with a message that names it.
macro_rules! options {
    ($($(#[$doc:meta])* $name:ident = $message:literal;)*) => {
        /// Which option cannot be honoured.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum BadOption { $($(#[$doc])* $name,)* }

        impl BadOption {
            /// What the option must be.
            pub fn message(self) -> &'static str {
                $crate::protocol::word(concat!($($message, "\n"),*), b'\n', self as usize)
            }
        }
    };
}

pub(super) use {codes, options};

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

/// An error of this crate: a code, and what a host can act on.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Error {
    /// What went wrong.
    pub code: ErrorCode,
    option: Option<BadOption>,
    /// Zero for none, as an HTTP status never is.
    status: u16,
    /// The highest number for none.
    retry_after: u32,
}

impl Error {
    /// The error of that code.
    pub const fn new(code: ErrorCode) -> Self {
        Self { code, option: None, status: 0, retry_after: u32::MAX }
    }

    /// The error of that code, with the HTTP status that led to it.
    #[must_use]
    pub const fn with_status(self, status: u16) -> Self {
        Self { status, ..self }
    }

    /// The error of that code, with the seconds after which to try again.
    #[must_use]
    pub const fn with_retry_after(self, seconds: u32) -> Self {
        Self { retry_after: seconds, ..self }
    }

    /// What an HTTP status of the token endpoint means, if it is not a success.
    pub const fn from_status(status: u16) -> Option<Self> {
        match status {
            200..=299 => None,
            401 | 403 => Some(Self::new(ErrorCode::Refused).with_status(status)),
            _ => Some(Self::new(ErrorCode::BackendStatus).with_status(status)),
        }
    }

    /// An option that cannot be honoured.
    pub const fn invalid(option: BadOption) -> Self {
        Self { option: Some(option), ..Self::new(ErrorCode::InvalidOptions) }
    }

    /// The HTTP status, for `backend-status` and `refused`.
    pub fn status(&self) -> Option<u16> {
        (self.status != 0).then_some(self.status)
    }

    /// The seconds after which to try again, where the backend said so.
    pub fn retry_after(&self) -> Option<u32> {
        (self.retry_after != u32::MAX).then_some(self.retry_after)
    }

    /// What was expected, and the remedy.
    pub fn message(&self) -> &'static str {
        self.option.map_or_else(|| self.code.message(), BadOption::message)
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

impl fmt::Debug for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Error")
            .field("code", &self.code)
            .field("option", &self.option)
            .field("status", &self.status())
            .field("retry_after", &self.retry_after())
            .finish()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.message())
    }
}

impl core::error::Error for Error {}
