//! The JavaScript face of one embed: an object with the functions `dispatch(event)` and `settle(error)`, whose `iframe` is
//! set here.

use wasm_bindgen::{JsCast, JsValue};

use super::errors::to_js;
use crate::browser::host::Host;
use crate::browser::js::{Frame, Function, member, record, set};
use crate::protocol::{Error, Event};

/// The functions of the face.
pub(super) struct Face {
    object: JsValue,
    dispatch: Function,
    settle: Function,
}

impl Face {
    pub(super) fn new(face: &JsValue) -> Self {
        Self {
            object: face.clone(),
            dispatch: member(face, "dispatch").unchecked_into(),
            settle: member(face, "settle").unchecked_into(),
        }
    }
}

impl Host for Face {
    fn show(&self, frame: &Frame) {
        set(&self.object, "iframe", frame.clone().into());
    }

    fn settle(&self, result: Result<(), Error>) {
        call(&self.settle, &result.map_or_else(to_js, |()| JsValue::UNDEFINED));
    }

    fn tell(&self, event: &Event) {
        call(&self.dispatch, &to_detail(event));
    }
}

/// The face's functions do not throw: `dispatchEvent` reports what a listener throws, and goes on.
fn call(function: &Function, argument: &JsValue) {
    let called = function.call(&JsValue::UNDEFINED, argument);
    debug_assert!(called.is_ok());
}

/// `{ type, detail }`, with `detail` missing where there is nothing to tell.
#[expect(clippy::cast_precision_loss, reason = "milliseconds within a page's life are far below 2^53")]
fn to_detail(event: &Event) -> JsValue {
    let detail = match *event {
        Event::StateChange { from, to } => record("from to", &[from.as_str().into(), to.as_str().into()]),
        Event::TokenSent { expires_in, ahead, waited } => {
            let life = expires_in.map_or(JsValue::UNDEFINED, JsValue::from);
            record("expiresIn ahead waited", &[life, ahead.into(), (waited as f64).into()])
        }
        Event::TokenError { error, last } => record("error final", &[to_js(error), last.into()]),
        Event::Ready | Event::TokenRequest | Event::Closed => JsValue::UNDEFINED,
    };
    record("type detail", &[event.name().into(), detail])
}
