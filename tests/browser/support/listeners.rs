//! Counts the listeners of the page, and of nothing inside its frames.

use js_sys::Function;
use wasm_bindgen::{JsCast, JsValue};

use super::scripts::run;

/// Counts the listeners that are added and not removed, from when it is made until it is dropped.
pub(crate) struct ListenerCount {
    list: Function,
    restore: Function,
}

const COUNTER: &str = "
    const { addEventListener, removeEventListener } = EventTarget.prototype;
    const added = [];
    const find = (target, name, listener) =>
        added.findIndex((row) => row.target === target && row.name === name && row.listener === listener);
    EventTarget.prototype.addEventListener = function (name, listener, ...rest) {
        const target = this ?? window;
        if (find(target, name, listener) < 0) added.push({ target, name, listener });
        return addEventListener.call(target, name, listener, ...rest);
    };
    EventTarget.prototype.removeEventListener = function (name, listener, ...rest) {
        const target = this ?? window;
        const at = find(target, name, listener);
        if (at >= 0) added.splice(at, 1);
        return removeEventListener.call(target, name, listener, ...rest);
    };
    const list = () => added.map(({ name }) => name).sort().join(' ');
    const restore = () => Object.assign(EventTarget.prototype, { addEventListener, removeEventListener });
    return { list, restore };";

impl ListenerCount {
    pub(crate) fn new() -> Self {
        let counter = run(COUNTER);
        let function = |name: &str| js_sys::Reflect::get(&counter, &name.into()).unwrap().unchecked_into();
        Self { list: function("list"), restore: function("restore") }
    }

    /// The names of the events that are listened for, in alphabetical order, each as often as it is.
    pub(crate) fn names(&self) -> String {
        self.list.call0(&JsValue::UNDEFINED).unwrap().as_string().unwrap()
    }
}

impl Drop for ListenerCount {
    fn drop(&mut self) {
        self.restore.call0(&JsValue::UNDEFINED).unwrap();
    }
}
