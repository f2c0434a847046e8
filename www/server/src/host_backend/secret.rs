//! What no log line, error or answer may show.

use std::fmt;

use aws_lc_rs::constant_time::verify_slices_are_equal;

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

    /// Whether this is the secret, in a time that does not depend on where they differ.
    pub fn equals(&self, given: &str) -> bool {
        verify_slices_are_equal(self.0.as_bytes(), given.as_bytes()).is_ok()
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
    fn only_the_whole_secret_equals_it() {
        let secret = Secret::new("hush".into());
        assert!(secret.equals("hush"));
        for given in ["", "hus", "hush ", "Hush", "hushhush"] {
            assert!(!secret.equals(given), "{given}");
        }
    }

    #[test]
    fn a_printed_secret_is_masked() {
        assert_eq!(format!("{:?}", Secret::new("hush-hush".into())), "Secret(…)");
    }
}
