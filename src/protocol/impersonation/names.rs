//! The names of a link's parameters.

use crate::protocol::percent::decode;
use crate::protocol::{Error, InvalidOption};

/// One of a link's parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Param {
    RefreshToken,
    ExpiresOn,
    ExpiresIn,
}

/// The names of a link's three parameters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Names {
    refresh_token: String,
    expires_on: String,
    expires_in: String,
}

impl Default for Names {
    /// The names that Melody Auth uses.
    fn default() -> Self {
        Self {
            refresh_token: "refresh_token".into(),
            expires_on: "refresh_token_expires_on".into(),
            expires_in: "refresh_token_expires_in".into(),
        }
    }
}

impl Names {
    /// The names of the refresh token, of when it expires and of its lifetime; each that is missing has its default.
    ///
    /// # Errors
    ///
    /// [`ErrorCode::InvalidOptions`](crate::protocol::ErrorCode::InvalidOptions) for an empty name, and for two that are equal.
    pub fn new(
        refresh_token: Option<String>,
        expiry: Option<String>,
        lifetime: Option<String>,
    ) -> Result<Self, Error> {
        let default = Self::default();
        let names = Self {
            refresh_token: refresh_token.unwrap_or(default.refresh_token),
            expires_on: expiry.unwrap_or(default.expires_on),
            expires_in: lifetime.unwrap_or(default.expires_in),
        };
        let [first, second, third] = [&names.refresh_token, &names.expires_on, &names.expires_in];
        let different = first != second && first != third && second != third;
        let empty = [first, second, third].into_iter().any(String::is_empty);
        if different && !empty { Ok(names) } else { Err(Error::invalid(InvalidOption::Names)) }
    }

    /// Which of a link's parameters `name=value` is, as it is written in an address.
    pub(super) fn param_of(&self, parameter: &str) -> Option<Param> {
        let name = decode(name_and_value(parameter).0);
        [
            (&self.refresh_token, Param::RefreshToken),
            (&self.expires_on, Param::ExpiresOn),
            (&self.expires_in, Param::ExpiresIn),
        ]
        .into_iter()
        .find_map(|(known, param)| (known.as_bytes() == name).then_some(param))
    }
}

/// The name and the value of a parameter, both as they are written in an address.
pub(super) fn name_and_value(parameter: &str) -> (&str, Option<&str>) {
    match parameter.split_once('=') {
        Some((name, value)) => (name, Some(value)),
        None => (parameter, None),
    }
}
