//! The mark by which copies of this package on one page see that another one has a link. Alone, because it is all that they
//! know of each other: it holds neither the link nor anything that leads to it.
//!
//! A page has two copies where two of its bundles contain the package, or where one part imports it as an ES module and another
//! one as `CommonJS`.

use js_sys::{Object, Reflect, Symbol};
use wasm_bindgen::JsValue;

use super::environment;
use super::threw::{Threw, twice};

thread_local! {
    /// The mark of this copy.
    static OWN: Object = Object::new();
}

fn key() -> JsValue {
    Symbol::for_("embed-host.link").into()
}

/// Marks the page, or removes the mark of this copy. A page that forbids that has none.
pub(super) fn set(marked: bool) {
    let Ok(window) = environment::window() else { return };
    let own = OWN.with(|own| JsValue::from(own));
    let _: Result<bool, Threw> = twice(|| {
        if marked {
            Reflect::set(&window, &key(), &own)
        } else if Reflect::get(&window, &key())? == own {
            Reflect::delete_property(&window, &key())
        } else {
            Ok(false)
        }
    });
}

/// Whether another copy has a link that it has not opened yet.
pub(super) fn is_of_another_copy() -> bool {
    let Ok(window) = environment::window() else { return false };
    let mark = Reflect::get(&window, &key()).unwrap_or_default();
    !mark.is_undefined() && OWN.with(|own| mark != JsValue::from(own))
}
