//! Bindings of the browser that only impersonations need.

use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    pub(super) type History;
    /// `null` where there is none, which is not the same as none.
    #[wasm_bindgen(method, getter)]
    pub(super) fn state(this: &History) -> JsValue;
    #[wasm_bindgen(catch, method, js_name = replaceState)]
    pub(super) fn replace_state(
        this: &History,
        state: &JsValue,
        unused: &str,
        address: &str,
    ) -> Result<(), JsValue>;

    /// `sessionStorage` or `localStorage`.
    pub(super) type WebStorage;
    #[wasm_bindgen(catch, method, js_name = getItem)]
    pub(super) fn get_item(this: &WebStorage, key: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, method, js_name = setItem)]
    pub(super) fn set_item(this: &WebStorage, key: &str, text: &str) -> Result<(), JsValue>;
    #[wasm_bindgen(catch, method, js_name = removeItem)]
    pub(super) fn remove_item(this: &WebStorage, key: &str) -> Result<(), JsValue>;

    /// Text that percent-encoding has made ASCII, in base64.
    #[wasm_bindgen(js_name = btoa)]
    pub(super) fn base64(text: &str) -> String;

    /// An element of an array, if it is one and has so many.
    #[wasm_bindgen(catch, js_namespace = Reflect, js_name = get)]
    pub(super) fn element(array: &JsValue, index: usize) -> Result<JsValue, JsValue>;
}
