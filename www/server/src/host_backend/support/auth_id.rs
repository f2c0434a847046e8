//! A user's id at the auth server.

use std::fmt;

use serde::Serialize;

/// Longer than any real id.
const LONGEST: usize = 64;

/// An id that is safe in a URL and in a log line without escaping.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct AuthId(String);

impl AuthId {
    /// Accepts letters, digits and hyphens, as a UUID has them.
    pub fn parse(text: String) -> Option<Self> {
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
        let is_id = !text.is_empty() && text.len() <= LONGEST && text.chars().all(plain);
        is_id.then_some(Self(text))
    }
}

impl fmt::Display for AuthId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::AuthId;

    #[test]
    fn an_id_cannot_lead_to_another_address_or_forge_a_log_line() {
        assert!(AuthId::parse("b092f671-8a3d-4c1b-b6a7-0d5e9c4f2a02".into()).is_some());
        for text in ["", ".", "..", "a/b", "a?b", "a%2Fb", "a b", "a\nb", &"a".repeat(65)] {
            assert!(AuthId::parse(text.into()).is_none(), "{text}");
        }
    }
}
