//! How a JavaScript `Embed` is notified.

use serde::Serialize;
use wasm_bindgen::prelude::*;
use web_sys::HtmlIFrameElement;

use super::error::error_to_js;
use super::{time, to_js};
use crate::browser::api::embed::EventSink;
use crate::protocol::{Error, Event};

#[wasm_bindgen]
extern "C" {
    /// The callbacks of one `Embed` of `index.js`. None of them throws: `dispatchEvent` reports what a listener throws.
    pub type JsCallbacks;

    #[wasm_bindgen(method, js_name = setIframe)]
    fn set_iframe(this: &JsCallbacks, iframe: &HtmlIFrameElement);

    /// `undefined` for success.
    #[wasm_bindgen(method, js_name = settleReady)]
    fn settle_ready(this: &JsCallbacks, error: &JsValue);

    #[wasm_bindgen(method)]
    fn dispatch(this: &JsCallbacks, name: &str, detail: &JsValue);
}

impl EventSink for JsCallbacks {
    fn set_iframe(&self, iframe: &HtmlIFrameElement) {
        Self::set_iframe(self, iframe);
    }

    fn settle_ready(&self, result: Result<(), Error>) {
        Self::settle_ready(self, &result.map_or_else(error_to_js, |()| JsValue::UNDEFINED));
    }

    fn dispatch(&self, event: &Event) {
        Self::dispatch(self, event.name(), &detail(event));
    }
}

#[derive(Serialize)]
struct StateChange {
    from: &'static str,
    to: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct TokenSent {
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_in: Option<u32>,
    ahead: bool,
    waited: f64,
}

#[derive(Serialize)]
struct TokenError {
    #[serde(with = "serde_wasm_bindgen::preserve")]
    error: JsValue,
    r#final: bool,
}

fn detail(event: &Event) -> JsValue {
    match *event {
        Event::StateChange { from, to } => to_js(&StateChange { from: from.as_str(), to: to.as_str() }),
        Event::TokenSent { expires_in, ahead, waited } => {
            to_js(&TokenSent { expires_in, ahead, waited: time(waited) })
        }
        Event::TokenError { error, last } => to_js(&TokenError { error: error_to_js(error), r#final: last }),
        Event::Ready | Event::TokenRequest | Event::Closed => JsValue::NULL,
    }
}
