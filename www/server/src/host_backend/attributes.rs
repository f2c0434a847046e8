//! What WisdomAI knows of a user beside their address: attributes, which limit what a session may see.
//!
//! Attributes that belong to the user are stored at WisdomAI ([`super::provisioning`]). Those of one session are sent with
//! each token instead ([`super::wisdom_client`]), and override stored ones of the same name.

use std::collections::BTreeSet;
use std::fmt;

use serde::{Deserialize, Serialize};

/// The claim that says whom a token is for.
const RESERVED: &str = "impersonated_user_id";

/// One attribute, as the GraphQL operations take it. `Debug` prints its name only.
#[derive(Clone, PartialEq, Eq, Deserialize, Serialize)]
pub struct Attribute {
    /// The attribute's name, as the tenant defines it.
    pub key: String,
    /// Its value.
    pub value: String,
}

/// Attributes that may be sent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Attributes(Vec<Attribute>);

/// Why attributes may not be sent. None of these contains a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AttributeError {
    /// One of them would say whom the token is for, which WisdomAI decides.
    #[error("{RESERVED} cannot be an attribute: it says whom a token is for")]
    Reserved,
    /// Two have one name.
    #[error("two attributes have the same name")]
    Duplicate,
    /// One has no name.
    #[error("an attribute has no name")]
    Nameless,
}

impl Attributes {
    /// Accepts these attributes.
    ///
    /// # Errors
    ///
    /// When one of them must not be sent; see [`AttributeError`].
    pub fn new(attributes: Vec<Attribute>) -> Result<Self, AttributeError> {
        let mut names = BTreeSet::new();
        for Attribute { key, .. } in &attributes {
            match key.trim() {
                "" => return Err(AttributeError::Nameless),
                name if name.eq_ignore_ascii_case(RESERVED) => return Err(AttributeError::Reserved),
                name if !names.insert(name) => return Err(AttributeError::Duplicate),
                _ => {}
            }
        }
        Ok(Self(attributes))
    }

    /// All of them.
    pub fn as_slice(&self) -> &[Attribute] {
        &self.0
    }
}

impl Attribute {
    /// An attribute with this name and value.
    pub fn new(key: &str, value: &str) -> Self {
        Self { key: key.to_owned(), value: value.to_owned() }
    }
}

impl fmt::Debug for Attribute {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}=…", self.key)
    }
}

#[cfg(test)]
mod tests {
    use super::{Attribute, AttributeError, Attributes};

    fn of(names: &[&str]) -> Result<Attributes, AttributeError> {
        Attributes::new(names.iter().map(|name| Attribute::new(name, "hush")).collect())
    }

    #[test]
    fn no_attribute_says_whom_a_token_is_for() {
        for name in ["impersonated_user_id", "Impersonated_User_ID", " impersonated_user_id "] {
            assert_eq!(of(&["region", name]), Err(AttributeError::Reserved), "{name}");
        }
        assert!(of(&["region", "impersonated_user", "user_id"]).is_ok());
    }

    #[test]
    fn each_attribute_has_a_name_of_its_own() {
        assert_eq!(of(&["region", "region"]), Err(AttributeError::Duplicate));
        assert_eq!(of(&[" "]), Err(AttributeError::Nameless));
        assert!(of(&[]).is_ok());
    }

    #[test]
    fn a_printed_attribute_does_not_show_its_value() {
        assert_eq!(format!("{:?}", of(&["region"])), "Ok(Attributes([region=…]))");
    }
}
