//! Typed getters: the one way in which values of JavaScript are read.
//!
//! Field by field, and not by serde: a whole record that is deserialised tells neither which option was bad nor keeps foreign
//! values out of its error.

use js_sys::{Array, JSON, Object, Reflect, Symbol};
use wasm_bindgen::{JsCast, JsValue};

use super::threw::twice;
use crate::protocol::payload;

/// A property, own or of a class: for options that a host wrote. `undefined` where there is none, where reading it throws, and
/// where it is `null`.
pub(crate) fn member(object: &JsValue, name: &str) -> JsValue {
    or_undefined(get(object, name))
}

fn or_undefined(value: JsValue) -> JsValue {
    if value.is_null() { JsValue::UNDEFINED } else { value }
}

/// Whether a property is `null`, which differs from missing here.
pub(crate) fn is_null(object: &JsValue, name: &str) -> bool {
    get(object, name).is_null()
}

fn get(object: &JsValue, name: &str) -> JsValue {
    // An exception that is caught costs a slot of the module's table for ever, so none is provoked.
    if !object.is_object() && !object.is_function() {
        return JsValue::UNDEFINED;
    }
    let name = name.into();
    if is_polluted(object, &name) {
        JsValue::UNDEFINED
    } else {
        Reflect::get(object, &name).unwrap_or_default()
    }
}

/// Whether a property is there only because somebody added it to all objects: it is inherited from the last one of the chain,
/// which is some realm's `Object.prototype`. Whoever wrote the options did not write that.
fn is_polluted(object: &JsValue, name: &JsValue) -> bool {
    let mut holder = object.clone();
    while !has_own(&holder, name) {
        match Reflect::get_prototype_of(&holder) {
            Ok(prototype) if !prototype.is_null() => holder = prototype.into(),
            _ => return false,
        }
    }
    let inherited = holder != *object;
    inherited && Reflect::get_prototype_of(&holder).is_ok_and(|prototype| prototype.is_null())
}

fn has_own(object: &JsValue, name: &JsValue) -> bool {
    let descriptor = Reflect::get_own_property_descriptor(object.unchecked_ref::<Object>(), name);
    descriptor.is_ok_and(|descriptor| !descriptor.is_undefined())
}

/// The names of an object's own members, in order. `None` where it hides them.
pub(crate) fn names(object: &JsValue) -> Option<Vec<String>> {
    let mut names = Vec::new();
    if object.is_object() {
        for name in Reflect::own_keys(object).ok()?.iter() {
            let descriptor = Reflect::get_own_property_descriptor(object.unchecked_ref::<Object>(), &name);
            if member(&descriptor.ok()?, "enumerable").is_truthy() {
                names.extend(name.as_string());
            }
        }
    }
    Some(names)
}

/// What an object of the browser's is, such as `URL`; `None` for a plain one, and no kind at all where it does not say. By its tag,
/// and not by its class: an object of another window has another class.
pub(crate) fn kind(object: &JsValue) -> Option<String> {
    let tag = Symbol::to_string_tag().into();
    if is_polluted(object, &tag) {
        return None;
    }
    Reflect::get(object, &tag).map_or(Some(String::new()), |tag| tag.as_string())
}

/// The value of an own data property: no getter runs, and nothing inherited counts. For what came from outside. `undefined` where
/// it is missing or `null`.
pub(crate) fn own(object: &JsValue, name: &str) -> JsValue {
    if !object.is_object() {
        return JsValue::UNDEFINED;
    }
    let descriptor = Reflect::get_own_property_descriptor(object.unchecked_ref::<Object>(), &name.into());
    // A getter's descriptor has no value of its own, and could inherit one.
    let is_data = |descriptor: &JsValue| {
        descriptor.is_object() && Object::has_own(descriptor.unchecked_ref::<Object>(), &"value".into())
    };
    let value =
        |descriptor: JsValue| or_undefined(Reflect::get(&descriptor, &"value".into()).unwrap_or_default());
    descriptor.ok().filter(is_data).map_or(JsValue::UNDEFINED, value)
}

/// An own property that is a string.
pub(crate) fn own_string(object: &JsValue, name: &str) -> Option<String> {
    own(object, name).as_string()
}

/// The strings in an own property that is an array.
pub(crate) fn own_strings(object: &JsValue, name: &str) -> Vec<String> {
    let list = own(object, name);
    let list = list.dyn_ref::<Array>();
    list.map(|list| list.iter().filter_map(|value| value.as_string()).collect()).unwrap_or_default()
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

/// The value that a JSON text stands for; `undefined` where it is none. What is stored is not removed unless it can be read, so
/// there is a second try.
pub(crate) fn json(text: &str) -> JsValue {
    twice(|| JSON::parse(text)).unwrap_or_default()
}

/// Sets a property of an object that the browser or this crate made: for what web-sys has no setter of.
pub(crate) fn set(object: &JsValue, name: &str, value: &JsValue) -> Result<(), JsValue> {
    Reflect::set(object, &name.into(), value).map(drop)
}
