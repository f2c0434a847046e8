//! The page that all tests run in.

use wasm_bindgen::JsValue;
use web_sys::{Document, Element, Url, Window};

use super::scripts::{promised, run};

/// After so long a condition will not hold any more, in milliseconds.
const PATIENCE: f64 = 15_000.0;

pub(crate) fn window() -> Window {
    web_sys::window().unwrap()
}

pub(crate) fn document() -> Document {
    window().document().unwrap()
}

pub(crate) fn own_origin() -> String {
    window().location().origin().unwrap()
}

/// An element with one child, in the document.
pub(crate) fn container() -> Element {
    let container = document().create_element("div").unwrap();
    container.set_inner_html("<p></p>");
    document().body().unwrap().append_child(&container).unwrap();
    container
}

/// Lets the browser do what it has to do: messages, timers that are due, and all microtasks.
pub(crate) async fn tick() {
    promised(run("return new Promise((resume) => setTimeout(resume))")).await;
}

/// Waits until a condition holds.
pub(crate) async fn until(what: &str, holds: impl Fn() -> bool) {
    let clock = window().performance().unwrap();
    let start = clock.now();
    while !holds() {
        assert!(clock.now() - start < PATIENCE, "never seen: {what}");
        tick().await;
    }
}

/// The page's address and the state of its history entry, which are put back when this is dropped.
pub(crate) struct Address {
    href: String,
    state: JsValue,
}

impl Address {
    /// Sets the address, which may be relative, and the state.
    pub(crate) fn set(address: &str, state: &JsValue) -> Self {
        let history = window().history().unwrap();
        let before = Self { href: Self::href(), state: history.state().unwrap() };
        Self::replace(address, state);
        before
    }

    /// Sets them for as long as an address is set already.
    pub(crate) fn replace(address: &str, state: &JsValue) {
        let is_set = Self::try_replace(address, state);
        assert!(is_set, "the browser refuses or ignores changes of the address when there are many");
    }

    /// The same, unless the browser refuses it.
    pub(crate) fn try_replace(address: &str, state: &JsValue) -> bool {
        let expected = Url::new_with_base(address, &Self::href()).unwrap().href();
        let replaced = window().history().unwrap().replace_state_with_url(state, "", Some(address));
        replaced.is_ok() && Self::href() == expected
    }

    /// The address of this moment.
    pub(crate) fn href() -> String {
        window().location().href().unwrap()
    }
}

impl Drop for Address {
    fn drop(&mut self) {
        let history = window().history().unwrap();
        history.replace_state_with_url(&self.state, "", Some(&self.href)).unwrap();
    }
}
