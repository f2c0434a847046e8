//! What the parameters of a link are called.

use super::decode::decode;
use super::{InvalidOption, Error};

/// What a parameter of a link is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Param {
    RefreshToken,
    ExpiresOn,
    ExpiresIn,
}

/// The names of a link's three parameters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Names([String; 3]);

impl Names {
    /// The names of the refresh token, of when it runs out and of how long it lives.
    ///
    /// # Errors
    ///
    /// `invalid-options` for an empty name, and for the same name twice.
    pub fn new(names: [String; 3]) -> Result<Self, Error> {
        let [token, on, within] = &names;
        let told_apart = token != on && token != within && on != within;
        let empty = names.iter().any(String::is_empty);
        if told_apart && !empty { Ok(Self(names)) } else { Err(Error::invalid(InvalidOption::Names)) }
    }

    /// What the parameter `name=value`, as it stands in an address, is to a link.
    pub(super) fn param_of(&self, parameter: &str) -> Option<Param> {
        let name = decode(name_and_value(parameter).0);
        let [token, on, within] = &self.0;
        [(token, Param::RefreshToken), (on, Param::ExpiresOn), (within, Param::ExpiresIn)]
            .into_iter()
            .find_map(|(known, param)| (known.as_bytes() == name).then_some(param))
    }
}

/// The name and the value of a parameter, both as they stand in an address.
pub(super) fn name_and_value(parameter: &str) -> (&str, Option<&str>) {
    crate::protocol::cut::cut(parameter, b'=')
}
