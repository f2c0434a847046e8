//! Listeners on browser objects.

use wasm_bindgen::prelude::*;

use super::js::Target;

/// A listener that goes when this value is dropped.
#[must_use = "the listener is taken away when this is dropped"]
pub(super) struct Listener {
    target: Target,
    name: &'static str,
    closure: Closure<dyn Fn(JsValue)>,
}

impl Listener {
    pub(super) fn new(target: Target, name: &'static str, call: impl Fn(JsValue) + 'static) -> Self {
        Self::add(target, name, Box::new(call))
    }

    /// The same for all callbacks, so that the module holds it once.
    fn add(target: Target, name: &'static str, call: Box<dyn Fn(JsValue)>) -> Self {
        let closure = Closure::wrap(call);
        target.add_event_listener(name, closure.as_ref());
        Self { target, name, closure }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.target.remove_event_listener(self.name, self.closure.as_ref());
    }
}
