//! Frames of the page's own origin, and what their guests do.

use wasm_bindgen::{JsCast, JsValue};
use web_sys::HtmlIFrameElement;

use super::page::document;
use super::scripts::{call, promised};

/// A frame of the page's own that leads nowhere.
pub(crate) fn blank_frame() -> HtmlIFrameElement {
    let frame = document().create_element("iframe").unwrap();
    document().body().unwrap().append_child(&frame).unwrap();
    frame.unchecked_into()
}

/// A frame of the page's own that has loaded.
pub(crate) async fn served_frame() -> HtmlIFrameElement {
    let frame = blank_frame();
    let script = "return new Promise((loaded) => { frame.onload = () => loaded(); frame.src = '/guest'; })";
    promised(call(script, [("frame", &frame)])).await;
    frame.set_onload(None);
    frame
}

/// The guest asks. Its answer is not waited for.
pub(crate) fn request(frame: &HtmlIFrameElement) {
    let script = "guest.eval(\"parent.postMessage({ type: 'REQUEST_JWT_TOKEN' }, '*')\")";
    call(script, [("guest", &guest(frame))]);
}

/// The guest asks, and gets this token.
pub(crate) async fn ask(frame: &HtmlIFrameElement) -> String {
    let script = "return new Promise((answer) => \
         guest.addEventListener('message', (event) => answer(event.data.token), { once: true }))";
    let answer = call(script, [("guest", &guest(frame))]);
    request(frame);
    promised(answer).await.as_string().unwrap()
}

fn guest(frame: &HtmlIFrameElement) -> JsValue {
    frame.content_window().unwrap().into()
}
