//! What the readers of options share. A missing option is `undefined` or `null`; one that cannot be read is an error that
//! names it.

use wasm_bindgen::JsValue;

use crate::browser::fields::member;
use crate::protocol::{Error, InvalidOption, whole_milliseconds};

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
