//! Who a person is at the auth server.

use std::fmt;

use serde::Serialize;

/// Longer than any that is given out.
const LONGEST: usize = 64;

/// The id of a person: something that can stand in an address and in a log line as it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct AuthId(String);

impl AuthId {
    /// Takes letters, digits and hyphens, as a UUID has them. Nothing else is anybody's id.
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
