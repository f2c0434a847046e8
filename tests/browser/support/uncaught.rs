//! Errors that nobody caught.

use std::cell::Cell;
use std::rc::Rc;

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::Event;

use super::page::{tick, window};

const NAMES: [&str; 2] = ["error", "unhandledrejection"];

/// Counts errors and rejections of the page that nobody caught, until it is dropped.
pub(crate) struct Uncaught {
    count: Rc<Cell<u32>>,
    listener: Closure<dyn Fn(Event)>,
}

impl Uncaught {
    pub(crate) fn new() -> Self {
        let count = Rc::new(Cell::new(0));
        let counted = count.clone();
        let listener: Closure<dyn Fn(Event)> = Closure::new(move |_| counted.set(counted.get() + 1));
        for name in NAMES {
            window().add_event_listener_with_callback(name, listener.as_ref().unchecked_ref()).unwrap();
        }
        Self { count, listener }
    }

    /// How many there were. A rejection is reported after the microtasks of the task in which it happened.
    pub(crate) async fn count(&self) -> u32 {
        tick().await;
        tick().await;
        self.count.get()
    }
}

impl Drop for Uncaught {
    fn drop(&mut self) {
        for name in NAMES {
            let listener = self.listener.as_ref().unchecked_ref();
            window().remove_event_listener_with_callback(name, listener).unwrap();
        }
    }
}
