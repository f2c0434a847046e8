//! Typed getters: the one way in which values of JavaScript are read.
//!
//! Field by field, and not by serde: a whole record that is deserialised tells neither which option was bad nor keeps foreign
//! values out of its error.

use js_sys::{JSON, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

use crate::protocol::payload;

/// A property, own or inherited: for options that a host wrote. `undefined` where there is none, where reading it throws, and
/// where it is `null`.
pub(crate) fn member(object: &JsValue, name: &str) -> JsValue {
    // An exception that is caught costs a slot of the module's table for ever, so none is provoked.
    if !object.is_object() && !object.is_function() {
        return JsValue::UNDEFINED;
    }
    let value = Reflect::get(object, &name.into()).unwrap_or_default();
    if value.is_null() { JsValue::UNDEFINED } else { value }
}

/// Whether a property is `null`, which differs from missing here.
pub(crate) fn is_null(object: &JsValue, name: &str) -> bool {
    object.is_object() && Reflect::get(object, &name.into()).is_ok_and(|value| value.is_null())
}

/// The value of an own data property: no getter runs, and nothing inherited counts. For what came from outside.
pub(crate) fn own(object: &JsValue, name: &str) -> JsValue {
    if !object.is_object() {
        return JsValue::UNDEFINED;
    }
    let descriptor = Reflect::get_own_property_descriptor(object.unchecked_ref::<Object>(), &name.into());
    // A getter's descriptor has no value of its own, and could inherit one.
    let is_data = |descriptor: &JsValue| {
        descriptor.is_object() && Object::has_own(descriptor.unchecked_ref::<Object>(), &"value".into())
    };
    descriptor.ok().filter(is_data).map_or(JsValue::UNDEFINED, |descriptor| member(&descriptor, "value"))
}

/// An own property that is a string.
pub(crate) fn own_string(object: &JsValue, name: &str) -> Option<String> {
    own(object, name).as_string()
}

/// An own property that is a number.
pub(crate) fn own_number(object: &JsValue, name: &str) -> Option<f64> {
    own(object, name).as_f64()
}

/// A property that is a string.
pub(crate) fn string(object: &JsValue, name: &str) -> Option<String> {
    member(object, name).as_string()
}

/// A property that is a number.
pub(crate) fn number(object: &JsValue, name: &str) -> Option<f64> {
    member(object, name).as_f64()
}

/// The payload of a compact JWT, parsed; `undefined` where it cannot be. The signature is not verified.
pub(crate) fn jwt_payload(token: &str) -> JsValue {
    let payload = payload(token).unwrap_or_default();
    json(&String::from_utf8_lossy(&payload))
}

/// The value that a JSON text stands for; `undefined` where it is none.
pub(crate) fn json(text: &str) -> JsValue {
    JSON::parse(text).unwrap_or_default()
}

/// Sets a property of an object that the browser or this crate made: for what web-sys has no setter of.
pub(crate) fn set(object: &JsValue, name: &str, value: &JsValue) {
    let set = Reflect::set(object, &name.into(), value);
    debug_assert!(set.is_ok(), "no setter of the browser's throws here");
}
