//! What no log line, error or answer may show.

use std::fmt;

/// A key or token that lets its bearer act as somebody. `Debug` prints a mask, so that it cannot be shown by accident.
#[derive(Clone)]
pub struct Secret(String);

impl Secret {
    /// Wraps a secret as it was issued.
    pub fn new(text: String) -> Self {
        Self(text)
    }

    /// The secret itself: only for the request that needs it.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Secret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::Secret;

    #[test]
    fn a_printed_secret_is_masked() {
        assert_eq!(format!("{:?}", Secret::new("hush-hush".into())), "Secret(…)");
    }
}
