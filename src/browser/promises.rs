//! Waits for values that may be promises. Alone, because the shell's fetches and the host's callbacks both need it.

use js_sys::{Function, Promise};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

/// What a call gave, or what the promise that it gave comes to; what it threw, or rejected with.
///
/// A promise's own `resolve` function never throws, whatever it is given; `Promise.resolve` does, where a getter of the value
/// throws.
pub(crate) fn settled(
    called: &Result<JsValue, JsValue>,
) -> impl Future<Output = Result<JsValue, JsValue>> + use<> {
    let mut settled = Ok(JsValue::UNDEFINED);
    let mut settle = |resolve: Function, reject: Function| {
        let (settler, value) = match called {
            Ok(value) => (resolve, value),
            Err(thrown) => (reject, thrown),
        };
        settled = settler.call1(&JsValue::UNDEFINED, value);
    };
    let promise = JsFuture::from(Promise::new(&mut settle));
    async move {
        settled?;
        promise.await
    }
}
