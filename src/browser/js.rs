//! Bindings of the browser.
//!
//! They are fewer and plainer than those of js-sys and web-sys, because each binding costs bytes in the module and in
//! its JavaScript, and because those crates keep the descriptors of all their closures in every module that links
//! them. What is seldom needed goes through `Reflect`, what a foreign message needs copies nothing into wasm memory,
//! and what may throw is caught.

use wasm_bindgen::prelude::*;

use crate::protocol::word;

#[wasm_bindgen]
extern "C" {
    /// A `MessageEvent` whose origin stays a JavaScript string.
    pub(super) type Message;
    #[wasm_bindgen(method, getter)]
    pub(super) fn source(this: &Message) -> JsValue;
    #[wasm_bindgen(method, getter)]
    pub(super) fn origin(this: &Message) -> JsValue;
    #[wasm_bindgen(method, getter)]
    pub(super) fn data(this: &Message) -> JsValue;

    /// An iframe.
    #[derive(Clone)]
    pub(super) type Frame;
    #[wasm_bindgen(js_namespace = document, js_name = createElement)]
    pub(super) fn create_element(name: &str) -> Frame;
    #[wasm_bindgen(catch, js_namespace = document, js_name = querySelector)]
    pub(super) fn query_selector(selector: &str) -> Result<JsValue, JsValue>;
    /// `null` while the iframe is in no document.
    #[wasm_bindgen(method, getter, js_name = contentWindow)]
    pub(super) fn content_window(this: &Frame) -> JsValue;
    #[wasm_bindgen(method, js_name = removeAttribute)]
    pub(super) fn remove_attribute(this: &Frame, name: &str);
    #[wasm_bindgen(method)]
    pub(super) fn remove(this: &Frame);
    #[wasm_bindgen(method, js_name = cloneNode)]
    pub(super) fn clone_node(this: &Frame) -> Frame;
    /// Puts an iframe in front of this one, if this one has a parent.
    #[wasm_bindgen(method)]
    pub(super) fn before(this: &Frame, other: &Frame);

    /// Whatever may hold an iframe.
    pub(super) type Container;
    #[wasm_bindgen(catch, method, js_name = appendChild)]
    pub(super) fn append_child(this: &Container, frame: &Frame) -> Result<JsValue, JsValue>;

    /// The window of a frame.
    pub(super) type GuestWindow;
    #[wasm_bindgen(catch, method, js_name = postMessage)]
    pub(super) fn post_message(
        this: &GuestWindow,
        message: &JsValue,
        origin: &JsValue,
    ) -> Result<(), JsValue>;
    #[wasm_bindgen(method, getter)]
    pub(super) fn location(this: &GuestWindow) -> GuestLocation;

    /// The address of a frame, which can be set from another origin, but not read.
    pub(super) type GuestLocation;
    /// Navigates without an entry in the history.
    #[wasm_bindgen(method)]
    pub(super) fn replace(this: &GuestLocation, url: &JsValue);

    /// Whatever dispatches events.
    #[derive(Clone)]
    pub(super) type Target;
    #[wasm_bindgen(method, js_name = addEventListener)]
    pub(super) fn add_event_listener(this: &Target, name: &str, listener: &JsValue);
    #[wasm_bindgen(method, js_name = removeEventListener)]
    pub(super) fn remove_event_listener(this: &Target, name: &str, listener: &JsValue);
    /// `globalThis` itself, which a binding to the variable would have to cache.
    #[wasm_bindgen(js_namespace = globalThis, js_name = valueOf)]
    pub(super) fn window() -> Target;

    pub(super) type AbortController;
    #[wasm_bindgen(constructor)]
    pub(super) fn new() -> AbortController;
    #[wasm_bindgen(method)]
    pub(super) fn abort(this: &AbortController);

    pub(super) type Response;
    #[wasm_bindgen(method, js_name = text)]
    pub(super) fn body_text(this: &Response) -> JsValue;
    #[wasm_bindgen(method, getter)]
    pub(super) fn headers(this: &Response) -> Headers;
    pub(super) type Headers;
    #[wasm_bindgen(method, js_name = get)]
    pub(super) fn header(this: &Headers, name: &str) -> JsValue;
    pub(super) fn fetch(url: &JsValue, init: &JsValue) -> JsValue;

    #[wasm_bindgen(js_namespace = Array, js_name = of)]
    pub(super) fn array_of(value: &JsValue, number: f64) -> JsValue;
    /// The outcomes of an array of promises: a promise that never rejects.
    #[wasm_bindgen(js_namespace = Promise, js_name = allSettled)]
    pub(super) fn all_settled(promises: &JsValue) -> Outcome;
    /// A promise that never rejects.
    pub(super) type Outcome;
    #[wasm_bindgen(method)]
    pub(super) fn then(this: &Outcome, next: &JsValue);

    #[wasm_bindgen(js_name = URL)]
    type Address;
    #[wasm_bindgen(catch, constructor, js_class = "URL")]
    fn new(url: &JsValue, base: &str) -> Result<Address, JsValue>;

    /// The parameters of a query.
    #[wasm_bindgen(js_name = URLSearchParams)]
    pub(super) type Query;
    #[wasm_bindgen(catch, constructor, js_class = "URLSearchParams")]
    pub(super) fn new(parameters: &JsValue) -> Result<Query, JsValue>;
    #[wasm_bindgen(method, js_name = toString)]
    pub(super) fn text(this: &Query) -> JsValue;
    #[wasm_bindgen(method, js_name = has)]
    fn has(this: &Query, name: &str) -> bool;
    #[wasm_bindgen(method, js_name = set)]
    pub(super) fn set(this: &Query, name: &str, value: &str);

    #[wasm_bindgen(catch, static_method_of = Object, js_name = getOwnPropertyDescriptor)]
    fn own_property(object: &JsValue, name: &str) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_name = setTimeout)]
    pub(super) fn set_timeout(callback: &JsValue, milliseconds: f64) -> f64;
    #[wasm_bindgen(js_name = clearTimeout)]
    pub(super) fn clear_timeout(timer: f64);

    /// A plain object.
    pub(super) type Object;
    #[wasm_bindgen(constructor)]
    pub(super) fn new() -> Object;
    #[wasm_bindgen(catch, js_namespace = Reflect, js_name = get)]
    fn reflect_get(object: &JsValue, name: &str) -> Result<JsValue, JsValue>;
    /// Sets a property of an object, which is done without a setter on all that this is called for but an iframe.
    #[wasm_bindgen(js_namespace = Reflect, js_name = set)]
    pub(super) fn set(object: &JsValue, name: &str, value: JsValue);
    #[wasm_bindgen(catch, js_namespace = JSON, js_name = parse)]
    pub(super) fn parse_json(text: &JsValue) -> Result<JsValue, JsValue>;

    /// A function of the host.
    pub(super) type Function;
    #[wasm_bindgen(catch, method, js_name = call)]
    pub(super) fn call(this: &Function, receiver: &JsValue, argument: &JsValue) -> Result<JsValue, JsValue>;

    pub(super) type WeakMap;
    #[wasm_bindgen(constructor)]
    pub(super) fn new() -> WeakMap;
    #[wasm_bindgen(method)]
    pub(super) fn get(this: &WeakMap, key: &JsValue) -> JsValue;
    #[wasm_bindgen(method, js_name = set)]
    pub(super) fn set_number(this: &WeakMap, key: &JsValue, number: u32);

    #[wasm_bindgen(js_namespace = Date, js_name = parse)]
    pub(super) fn parse_date(text: &JsValue) -> f64;
    #[wasm_bindgen(js_namespace = Date, js_name = now)]
    pub(super) fn wall_now() -> f64;
    #[wasm_bindgen(js_namespace = Math)]
    pub(super) fn random() -> f64;
    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    pub(super) fn monotonic_now() -> f64;
}

/// The value of an own data property: no getter runs, and nothing inherited counts.
pub(super) fn own_value(object: &JsValue, name: &str) -> JsValue {
    Object::own_property(object, name).map_or(JsValue::UNDEFINED, |descriptor| member(&descriptor, "value"))
}

/// A property that may be inherited. `undefined` where there is none, where it cannot be read, or where it is `null`.
pub(super) fn member(object: &JsValue, name: &str) -> JsValue {
    reflect_get(object, name).ok().filter(|value| !value.is_null()).unwrap_or(JsValue::UNDEFINED)
}

/// A property that is a string.
pub(super) fn text(object: &JsValue, name: &str) -> Option<String> {
    member(object, name).as_string()
}

/// A property that is a number.
pub(super) fn number(object: &JsValue, name: &str) -> Option<f64> {
    member(object, name).as_f64()
}

/// An object with members of these names, which are separated by spaces. What is undefined is left out.
#[inline(never)]
pub(super) fn record(names: &'static str, values: &[JsValue]) -> JsValue {
    let object = Object::new();
    for (place, value) in values.iter().enumerate() {
        if !value.is_undefined() {
            set(&object, word(names, b' ', place), value.clone());
        }
    }
    object.into()
}

/// Whether a query has a parameter `token`.
pub(super) fn has_token_param(query: &str) -> bool {
    Query::new(&query.into()).is_ok_and(|query| query.has("token"))
}

/// The parameters of an address, which can be changed there.
pub(super) fn query_of(address: &JsValue) -> Query {
    member(address, "searchParams").unchecked_into()
}

/// The serialised origin of an address, as the browser's own parser gives it. A relative one gets an origin that
/// no embed has.
pub(super) fn serialised_origin(address: &str) -> Option<String> {
    text(&parse_url(&address.into())?, "origin")
}

/// An address, if `fetch` would understand it; whatever it is relative to makes no difference to that.
pub(super) fn parse_url(address: &JsValue) -> Option<JsValue> {
    Address::new(address, "https://relative.invalid").ok().map(JsValue::from)
}
