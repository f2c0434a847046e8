//! A string that nothing prints.

use core::fmt;

/// A token, or an address that holds one.
///
/// It has no `Display`, its `Debug` is a mask, and [`Secret::expose`] is the one way out: searching for that
/// word finds every place where a token leaves.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Wraps a string that must not be printed.
    pub fn new(value: String) -> Self {
        Self(value)
    }

    /// The string itself. Call it only where the value goes to whom it is meant for: the guest, the auth server, the host's own
    /// storage and the host itself.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Secret(***)")
    }
}
