//! What the readers of options share. A missing option is `undefined` or `null`; one that cannot be read, or does not exist, is an
//! error that names it.

use wasm_bindgen::JsValue;

use super::refusal::Refusal;
use crate::browser::fields::{kind, member, names, string};
use crate::protocol::{Error, InvalidOption, whole_milliseconds};

/// Refuses a member that is none of these, unless it is `undefined`. What hides its members has none.
pub(super) fn only(options: &JsValue, known: &[&str]) -> Result<(), Refusal> {
    let is_unknown = |name: &String| !known.contains(&name.as_str()) && !member(options, name).is_undefined();
    let unknown = names(options).unwrap_or_default().into_iter().find(is_unknown);
    unknown.map_or(Ok(()), |name| Err(Refusal::Unknown(name)))
}

/// An option, if there is one.
pub(super) fn optional<T>(
    options: &JsValue,
    name: &str,
    invalid: InvalidOption,
    read: impl FnOnce(&JsValue) -> Option<T>,
) -> Result<Option<T>, Error> {
    let value = member(options, name);
    if value.is_undefined() {
        return Ok(None);
    }
    read(&value).map(Some).ok_or(Error::invalid(invalid))
}

/// A string, if there is one.
pub(super) fn text(options: &JsValue, name: &str, invalid: InvalidOption) -> Result<Option<String>, Error> {
    optional(options, name, invalid, JsValue::as_string)
}

/// A deadline in whole milliseconds.
pub(super) fn timeout(options: &JsValue) -> Result<Option<u32>, Error> {
    let read = |value: &JsValue| value.as_f64().and_then(whole_milliseconds);
    optional(options, "timeout", InvalidOption::Timeout, read)
}

/// An address: a string, or a `URL`.
pub(super) fn address(value: &JsValue) -> Option<String> {
    value.as_string().or_else(|| string(value, "href").filter(|_| kind(value).as_deref() == Some("URL")))
}
