//! A `fetch` of the tests' own, in place of the browser's.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Promise, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{AbortSignal, Headers, Response, ResponseInit};

use super::page::window;

/// One call of `fetch`.
#[derive(Clone, Debug)]
pub(crate) struct Requested {
    pub(crate) url: String,
    pub(crate) init: JsValue,
}

impl Requested {
    /// A member of the second argument.
    pub(crate) fn member(&self, name: &str) -> JsValue {
        Reflect::get(&self.init, &name.into()).unwrap()
    }

    /// A member of the second argument that is a string; empty if it is missing.
    pub(crate) fn text(&self, name: &str) -> String {
        self.member(name).as_string().unwrap_or_default()
    }

    /// A header of the request.
    pub(crate) fn header(&self, name: &str) -> Option<String> {
        let headers = self.member("headers");
        if headers.is_undefined() {
            return None;
        }
        Headers::new_with_record_from_str_to_str(headers.unchecked_ref()).unwrap().get(name).unwrap()
    }

    pub(crate) fn signal(&self) -> AbortSignal {
        self.member("signal").unchecked_into()
    }
}

type Fetch = Closure<dyn FnMut(JsValue, JsValue) -> JsValue>;

/// Replaces `window.fetch`, which is put back when this is dropped.
pub(crate) struct ReplacedFetch {
    before: JsValue,
    requests: Rc<RefCell<Vec<Requested>>>,
    /// What is called, for as long as it may be.
    closure: Option<Fetch>,
}

impl ReplacedFetch {
    /// With a function that is given each request, and how many there were before it.
    pub(crate) fn with(respond: impl Fn(&Requested, usize) -> JsValue + 'static) -> Self {
        let requests = Rc::new(RefCell::new(Vec::new()));
        let seen = requests.clone();
        let closure: Fetch = Closure::new(move |url: JsValue, init: JsValue| {
            let requested = Requested { url: url.as_string().unwrap(), init };
            let before = seen.borrow().len();
            seen.borrow_mut().push(requested.clone());
            respond(&requested, before)
        });
        let mut replaced = Self::by(closure.as_ref());
        (replaced.requests, replaced.closure) = (requests, Some(closure));
        replaced
    }

    /// With any value.
    pub(crate) fn by(value: &JsValue) -> Self {
        let before = Reflect::get(&window(), &"fetch".into()).unwrap();
        assert!(Reflect::set(&window(), &"fetch".into(), value).unwrap());
        Self { before, requests: Rc::default(), closure: None }
    }

    /// The requests so far.
    pub(crate) fn requests(&self) -> Vec<Requested> {
        self.requests.borrow().clone()
    }
}

impl Drop for ReplacedFetch {
    fn drop(&mut self) {
        Reflect::set(&window(), &"fetch".into(), &self.before).unwrap();
    }
}

/// A promise of a response.
pub(crate) fn answer(status: u16, body: &str) -> JsValue {
    let init = ResponseInit::new();
    init.set_status(status);
    Promise::resolve(&Response::new_with_opt_str_and_init(Some(body), &init).unwrap()).into()
}

/// A promise of a successful response with this value as JSON.
pub(crate) fn json_answer(value: &JsValue) -> JsValue {
    answer(200, &String::from(js_sys::JSON::stringify(value).unwrap()))
}
