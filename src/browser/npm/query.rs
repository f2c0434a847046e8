//! A record of parameters as a query.

use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = URLSearchParams)]
    type Query;
    #[wasm_bindgen(catch, constructor, js_class = "URLSearchParams")]
    fn new(parameters: &JsValue) -> Result<Query, JsValue>;
    #[wasm_bindgen(method, js_name = toString)]
    fn to_string(this: &Query) -> JsValue;
}

/// A record of parameters as a query, encoded as forms encode it.
pub(super) fn query(parameters: &JsValue) -> Option<String> {
    Query::new(parameters).ok()?.to_string().as_string()
}
