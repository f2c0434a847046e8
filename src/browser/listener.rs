//! Listeners on browser objects.
//!
//! Not gloo-events: its listeners are `FnMut`, which wasm-bindgen refuses to enter twice. A host may dispatch an event while a
//! listener of ours runs its code, and that must not end in an exception.

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Event, EventTarget};

use super::threw::{Threw, twice};

/// A listener that is removed when this value is dropped.
#[derive(Debug)]
#[must_use = "the listener is removed when this is dropped"]
pub(super) struct Listener {
    target: EventTarget,
    name: &'static str,
    // One signature for all listeners: each further one costs a shim on both sides.
    closure: Closure<dyn Fn(Event)>,
}

impl Listener {
    pub(super) fn new(
        target: &EventTarget,
        name: &'static str,
        listen: impl Fn(Event) + 'static,
    ) -> Result<Self, Threw> {
        let closure = Closure::wrap(Box::new(listen) as Box<dyn Fn(Event)>);
        let listener = Self { target: target.clone(), name, closure };
        listener.add()?;
        Ok(listener)
    }

    /// Adds the listener, unless it is there already.
    pub(super) fn add(&self) -> Result<(), Threw> {
        let callback = self.closure.as_ref().unchecked_ref();
        Ok(self.target.add_event_listener_with_callback(self.name, callback)?)
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let callback = self.closure.as_ref().unchecked_ref();
        // The page would get an exception at each event from a listener that stays.
        let _: Result<(), Threw> =
            twice(|| self.target.remove_event_listener_with_callback(self.name, callback));
    }
}
