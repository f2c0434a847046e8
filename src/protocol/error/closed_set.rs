//! What both sets of errors are made of, that of embeds and that of impersonations.

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

/// Makes the error that carries a code of a set, and an option of a list where that is what cannot be honoured.
macro_rules! carrier {
    ($(#[$about:meta])* $error:ident of $code:ident, $option:ident) => {
        $(#[$about])*
        #[derive(Clone, Copy, PartialEq, Eq)]
        pub struct $error {
            /// What went wrong.
            pub code: $code,
            option: Option<$option>,
            /// Zero for none, as an HTTP status never is.
            status: u16,
            /// The highest number for none.
            retry_after: u32,
        }

        impl $error {
            /// The error of that code.
            pub const fn new(code: $code) -> Self {
                Self { code, option: None, status: 0, retry_after: u32::MAX }
            }

            /// An option that cannot be honoured.
            pub const fn invalid(option: $option) -> Self {
                Self { option: Some(option), ..Self::new($code::InvalidOptions) }
            }

            /// The error, with the HTTP status that led to it.
            #[must_use]
            pub const fn with_status(self, status: u16) -> Self {
                Self { status, ..self }
            }

            /// The error, with the seconds after which to try again.
            #[must_use]
            pub const fn with_retry_after(self, seconds: u32) -> Self {
                Self { retry_after: seconds, ..self }
            }

            /// The HTTP status that led to it.
            pub fn status(&self) -> Option<u16> {
                (self.status != 0).then_some(self.status)
            }

            /// The seconds after which to try again, where the other side said so.
            pub fn retry_after(&self) -> Option<u32> {
                (self.retry_after != u32::MAX).then_some(self.retry_after)
            }

            /// What was expected, and the remedy.
            pub fn message(&self) -> &'static str {
                self.option.map_or_else(|| self.code.message(), $option::message)
            }
        }

        impl core::fmt::Debug for $error {
            fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                formatter
                    .debug_struct("Error")
                    .field("code", &self.code)
                    .field("option", &self.option)
                    .field("status", &self.status())
                    .field("retry_after", &self.retry_after())
                    .finish()
            }
        }

        impl core::fmt::Display for $error {
            fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                formatter.write_str(self.message())
            }
        }

        impl core::error::Error for $error {}
    };
}

pub(in crate::protocol) use {carrier, codes, options};
