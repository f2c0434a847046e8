//! The key that can act as anyone in the tenant.

use std::fmt;

/// A WisdomAI access key. It prints as a mask, so that no log line or error can show it by accident.
#[derive(Clone)]
pub struct AccessKey(String);

impl AccessKey {
    /// Wraps a key as it was issued.
    pub fn new(key: String) -> Self {
        Self(key)
    }

    /// The key itself: for the request that mints a token, and for nothing else.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for AccessKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("AccessKey(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::AccessKey;

    #[test]
    fn a_printed_key_is_masked() {
        assert_eq!(format!("{:?}", AccessKey::new("hush-hush".into())), "AccessKey(…)");
    }
}
