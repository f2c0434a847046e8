//! Why options are refused. Alone, because only JavaScript can have an option that does not exist: its name is told.

use wasm_bindgen::JsValue;

use super::error::invalid_option;
use crate::protocol::Error;

/// Why options are refused.
pub(super) enum Refusal {
    /// One of them is invalid.
    Invalid(Error),
    /// There is no option of that name.
    Unknown(String),
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self::Invalid(error)
    }
}

impl From<Refusal> for JsValue {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Invalid(error) => error.into(),
            Refusal::Unknown(name) => invalid_option(&unknown(&name)),
        }
    }
}

/// A name that nobody would give an option is not repeated: it may be anything.
fn unknown(name: &str) -> String {
    const LONGEST: usize = 32;
    let is_name = name.len() <= LONGEST && name.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let mut message = String::from(if is_name { "`" } else { "" });
    message.push_str(if is_name { name } else { "one of the members" });
    message.push_str(if is_name { "` is no option here" } else { " is no option here" });
    message
}
