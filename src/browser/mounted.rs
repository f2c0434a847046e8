//! What the browser holds for one embed.

use core::cell::{Cell, RefCell};

use std::rc::Rc;

use wasm_bindgen::{JsCast, JsValue};

use super::host::Host;
use super::js::{self, Frame, GuestWindow};
use super::listener::Listener;
use super::shell;
use crate::protocol::{EmbedId, EmbedUrl, Input, Origin, Token, still_shown};

/// Where the frame came from.
pub(super) enum Provenance {
    /// It was made here, is pointed at this address, and goes with the embed.
    Built(EmbedUrl),
    /// It is the page's own, and stays.
    Adopted(Origin),
}

impl Provenance {
    pub(super) const fn origin(&self) -> &Origin {
        match self {
            Self::Built(url) => url.origin(),
            Self::Adopted(origin) => origin,
        }
    }
}

/// One embed in the browser.
pub(super) struct Mounted {
    pub(super) frame: RefCell<Frame>,
    /// The window in which the view last loaded.
    pub(super) shown: Cell<JsValue>,
    pub(super) provenance: Provenance,
    /// The origin as a JavaScript string, so that comparing copies nothing.
    pub(super) origin: JsValue,
    /// The window that waits for an answer.
    pub(super) asker: Cell<JsValue>,
    pub(super) host: Box<dyn Host>,
    /// The deadline of a source that another user's tokens come from, in milliseconds, where nothing else is said.
    pub(super) timeout: Option<u32>,
    /// The frames that this one took the place of, until they are taken away.
    pub(super) retired: RefCell<Vec<Frame>>,
    /// The listener on the frame.
    pub(super) loading: RefCell<Option<Listener>>,
    /// The listener on the host's signal.
    pub(super) aborting: RefCell<Option<Listener>>,
}

impl Mounted {
    /// Listens to the frame's load event.
    pub(super) fn listen(self: &Rc<Self>, embed: EmbedId) {
        let mounted = Rc::downgrade(self);
        let loaded = move |_| {
            let moved = mounted.upgrade().is_some_and(|mounted| mounted.has_moved());
            shell::handle(if moved { Input::Moved(embed) } else { Input::Loaded(embed) });
        };
        let frame = self.frame.borrow().clone().unchecked_into();
        self.loading.replace(Some(Listener::new(frame, "load", loaded)));
    }

    /// Puts an empty iframe of the same attributes in the place of this one, which is taken away later. One that is in no
    /// document shows nothing, and stays, but forgets where it would lead to.
    pub(super) fn replace_frame(self: &Rc<Self>, embed: EmbedId) {
        let old = self.frame.borrow().clone();
        if js::member(&old, "parentNode").is_undefined() {
            return old.remove_attribute("src");
        }
        let new = old.clone_node();
        new.remove_attribute("src");
        old.before(&new);
        self.host.show(&new);
        self.frame.replace(new);
        self.retired.borrow_mut().push(old);
        self.shown.take();
        self.listen(embed);
    }

    /// Takes away the frames that others have taken the place of.
    pub(super) fn remove_retired(&self) {
        for frame in self.retired.take() {
            frame.remove();
        }
    }

    /// The address of the frame, if it is on the guest's origin.
    fn own_address(&self) -> Option<JsValue> {
        let address = js::parse_url(&js::member(&self.frame.borrow(), "src"))?;
        Some(address).filter(|address| js::member(address, "origin") == self.origin)
    }

    /// The path that the view has on the guest's origin.
    pub(super) fn path(&self) -> Option<String> {
        match &self.provenance {
            Provenance::Built(url) => Some(url.path().into()),
            Provenance::Adopted(_) => js::text(&self.own_address()?, "pathname"),
        }
    }

    /// Points the frame at its view, with this token in the address. The page's own iframe is shown its own address once more,
    /// without an entry in the history.
    pub(super) fn load(&self, token: &Token) {
        match &self.provenance {
            Provenance::Built(url) => {
                js::set(&self.frame.borrow(), "src", url.with_token(token).expose().into());
            }
            Provenance::Adopted(_) => {
                let Some(address) = self.own_address() else { return };
                js::query_of(&address).set("token", token.secret().expose());
                let address = js::member(&address, "href");
                match self.window() {
                    Some(window) => window.unchecked_ref::<GuestWindow>().location().replace(&address),
                    None => js::set(&self.frame.borrow(), "src", address),
                }
            }
        }
    }

    /// The frame's window, which changes when the frame is moved, and is missing while it is in no document.
    pub(super) fn window(&self) -> Option<JsValue> {
        Some(self.frame.borrow().content_window()).filter(|window| !window.is_null())
    }

    /// Whether the frame shows its document in another window than last time, as it does after it was moved.
    pub(super) fn has_moved(&self) -> bool {
        let window = self.window().unwrap_or_default();
        let last = self.shown.replace(window.clone());
        !last.is_undefined() && last != window
    }

    /// The window that waits for an answer, if the frame still shows it. It waits no more after this.
    pub(super) fn take_asker(&self) -> Option<JsValue> {
        let asker = self.asker.take();
        still_shown(&asker, self.window().as_ref()).cloned()
    }

    /// Forgets the window that waits for an answer, and says so, if the frame does not show it any more.
    pub(super) fn forget_departed_asker(&self) -> bool {
        let asker = self.asker.take();
        let gone = !asker.is_undefined() && still_shown(&asker, self.window().as_ref()).is_none();
        if !gone {
            self.asker.set(asker);
        }
        gone
    }
}
