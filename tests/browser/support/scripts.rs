//! What is said more plainly in JavaScript.

use js_sys::{Array, Function, Promise};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// Runs a function body, and gives what it returns.
pub(crate) fn run(body: &str) -> JsValue {
    Function::new_no_args(body).call0(&JsValue::UNDEFINED).unwrap()
}

/// Runs a function body with named arguments, and gives what it returns.
pub(crate) fn call<const N: usize>(body: &str, arguments: [(&str, &JsValue); N]) -> JsValue {
    let names = arguments.map(|(name, _)| name).join(",");
    let values: Array = arguments.iter().map(|(_, value)| *value).collect();
    Function::new_with_args(&names, body).apply(&JsValue::UNDEFINED, &values).unwrap()
}

/// What a promise comes to.
pub(crate) async fn promised(promise: JsValue) -> JsValue {
    JsFuture::from(promise.unchecked_into::<Promise>()).await.unwrap()
}
