//! The iframe of one embed, and its listeners.

use core::cell::RefCell;

use serde::Serialize;
use wasm_bindgen::JsCast;
use web_sys::{Document, HtmlIFrameElement, Url, Window};

use super::clock::now;
use super::listener::Listener;
use super::threw::{Threw, twice};
use super::{fields, url};
use crate::protocol::{Attribute, EmbedUrl, Error, Event, Mode, Origin, RESPONSE, Secret, Token};

/// Who is notified of what happens to an embed.
pub(crate) trait EventSink {
    /// The iframe that shows the view from now on. Runs no code of the host.
    fn set_iframe(&self, iframe: &HtmlIFrameElement);

    /// Whether a token came in and the view loaded, for all who wait for it. Runs no code of the host.
    fn settle_ready(&self, result: Result<(), Error>);

    /// Something happened. The host's code runs in here, and may call straight back in.
    fn dispatch(&self, event: &Event);
}

/// What an embed's iframe loads.
pub(super) enum FrameAddress {
    /// The address of a view. The iframe is the embed's own, and goes with it.
    Mounted(EmbedUrl),
    /// Whatever the page wrote into its own iframe, if it is on this origin. The iframe stays.
    Attached(Origin),
}

impl FrameAddress {
    pub(super) const fn mode(&self) -> Mode {
        match self {
            Self::Mounted(_) => Mode::Mounted,
            Self::Attached(_) => Mode::Attached,
        }
    }

    pub(super) const fn origin(&self) -> &Origin {
        match self {
            Self::Mounted(url) => url.origin(),
            Self::Attached(origin) => origin,
        }
    }
}

/// Why an iframe was not navigated.
pub(super) enum NotLoaded {
    /// The page's own iframe has a `src` on another origin.
    ForeignSrc,
    /// The browser threw.
    Threw,
}

impl From<Threw> for NotLoaded {
    fn from(_: Threw) -> Self {
        Self::Threw
    }
}

/// What the browser holds for one embed.
pub(super) struct EmbedFrame {
    iframe: RefCell<HtmlIFrameElement>,
    /// The iframes that this one replaces, until they are removed.
    replaced: RefCell<Vec<HtmlIFrameElement>>,
    /// The window in which the view last loaded.
    loaded_window: RefCell<Option<Window>>,
    address: FrameAddress,
    origin: String,
    pub(super) sink: Box<dyn EventSink>,
    /// The deadline of the embed's own source, in milliseconds, which its next user's source inherits.
    pub(super) timeout: Option<u32>,
    load_listener: RefCell<Option<Listener>>,
    abort_listener: RefCell<Option<Listener>>,
}

impl EmbedFrame {
    pub(super) fn new(
        iframe: HtmlIFrameElement,
        address: FrameAddress,
        sink: Box<dyn EventSink>,
        timeout: Option<u32>,
    ) -> Self {
        Self {
            iframe: RefCell::new(iframe),
            replaced: RefCell::default(),
            loaded_window: RefCell::default(),
            origin: address.origin().as_str().into(),
            address,
            sink,
            timeout,
            load_listener: RefCell::default(),
            abort_listener: RefCell::default(),
        }
    }

    /// The guest's origin, as a message tells it.
    pub(super) const fn origin(&self) -> &String {
        &self.origin
    }

    /// The iframe's window, which changes when the iframe is moved, and is missing while it is in no document.
    pub(super) fn window(&self) -> Option<Window> {
        self.iframe.borrow().content_window()
    }

    /// Whether the iframe has a window. Before its view has loaded, the window is not asked for: a browser makes what a script can
    /// hold of it then, which takes about a tenth of a first mount. Afterwards that is there, and the quickest to ask for.
    pub(super) fn has_window(&self) -> bool {
        if self.loaded_window.borrow().is_some() {
            return self.window().is_some();
        }
        self.iframe.borrow().is_connected() && self.host_window().is_some()
    }

    /// The window of the document that the iframe belongs to, if that document is shown anywhere.
    pub(super) fn host_window(&self) -> Option<Window> {
        self.iframe.borrow().owner_document()?.default_view()
    }

    /// Whether the iframe has another window than when its view last loaded, as it has after it was moved.
    pub(super) fn has_moved(&self) -> bool {
        let window = self.window();
        let last = self.loaded_window.replace(window.clone());
        last.is_some() && last != window
    }

    /// Calls back at each load event of the iframe.
    pub(super) fn listen(&self, on_load: impl Fn() + 'static) -> Result<(), Threw> {
        let iframe = self.iframe.borrow().clone();
        self.load_listener.replace(Some(Listener::new(&iframe, "load", move |_| on_load())?));
        Ok(())
    }

    /// Whether nobody listens to the load events of the iframe, and nobody will once it is in its place.
    pub(super) fn is_deaf(&self) -> bool {
        self.load_listener.borrow().is_none() && self.replaced.borrow().is_empty()
    }

    /// Keeps the listener on the host's signal for as long as the embed is open.
    pub(super) fn close_with(&self, abort_listener: Listener) {
        self.abort_listener.replace(Some(abort_listener));
    }

    /// Makes a new iframe with the attributes of this one, which stays in the document until [`Self::remove_replaced`]. A
    /// detached iframe shows nothing and cannot be replaced: its `src` is cleared instead.
    pub(super) fn replace(&self) -> Result<(), Threw> {
        let old = self.iframe.borrow().clone();
        if old.parent_node().is_none() {
            return clear_src(&old);
        }
        let new = copy(&old)?;
        self.sink.set_iframe(&new);
        self.iframe.replace(new);
        self.replaced.borrow_mut().push(old);
        self.loaded_window.take();
        self.load_listener.take();
        Ok(())
    }

    /// Puts the new iframe into the place of the one that it replaces. Says whether there was one: the load event of the new
    /// one has to be listened to then. The documents of both may run code of the page at once, which may close the embed: so
    /// each step is one that [`Self::remove`] can undo.
    pub(super) fn remove_replaced(&self) -> Result<bool, Threw> {
        let replaced = self.replaced.take();
        let new = self.iframe.borrow().clone();
        let mut inserted = Ok(());
        for old in &replaced {
            // Nothing happens where the old one has no parent. All of them go, also where the browser throws.
            inserted = inserted.and(twice(|| old.before_with_node_1(&new)));
            old.remove();
        }
        inserted.map(|()| !replaced.is_empty())
    }

    /// The path that the view has on the guest's origin. None where the page's own iframe leads to another origin.
    pub(super) fn path(&self) -> Option<String> {
        match &self.address {
            FrameAddress::Mounted(url) => Some(url.path().into()),
            FrameAddress::Attached(_) => Some(self.own_address()?.pathname()),
        }
    }

    /// Navigates the iframe to its view, with this token in the address. The page's own iframe is navigated to its own `src`,
    /// without an entry in the history, unless that is on another origin.
    pub(super) fn load(&self, token: &Token) -> Result<(), NotLoaded> {
        let address = match &self.address {
            FrameAddress::Mounted(url) => url.with_token(token),
            FrameAddress::Attached(_) => {
                let address = self.own_address().ok_or(NotLoaded::ForeignSrc)?;
                address.search_params().set("token", token.secret().expose());
                Secret::new(address.href())
            }
        };
        let attached = self.address.mode() == Mode::Attached;
        if let Some(window) = attached.then(|| self.window()).flatten() {
            // A browser's own error would hold the address, so it is not passed on.
            return window.location().replace(address.expose()).map_err(|_| NotLoaded::Threw);
        }
        self.iframe.borrow().set_src(address.expose());
        Ok(())
    }

    /// Posts a token to the window that asked, for exactly the guest's origin. The browser drops the message if the
    /// window shows another origin, without an error.
    pub(super) fn post(&self, window: &Window, token: &Token) -> Result<(), Threw> {
        #[derive(Serialize)]
        struct Response<'token> {
            r#type: &'static str,
            token: &'token str,
        }
        let response = Response { r#type: RESPONSE, token: token.secret().expose() };
        let response = serde_wasm_bindgen::to_value(&response).map_err(|_| Threw)?;
        Ok(window.post_message(&response, &self.origin)?)
    }

    /// Removes the listeners, and the iframe if it is the embed's own. Its document may run code of the page at once.
    pub(super) fn remove(&self) {
        self.load_listener.take();
        self.abort_listener.take();
        if self.address.mode() == Mode::Mounted {
            self.iframe.borrow().clone().remove();
            self.replaced.take().iter().for_each(|iframe| iframe.remove());
        }
    }

    /// The address of the page's own iframe, if it is on the guest's origin.
    fn own_address(&self) -> Option<Url> {
        url::parse(&self.iframe.borrow().src()).filter(|address| address.origin() == self.origin)
    }
}

/// Makes an iframe that is not in the document yet and leads nowhere. `given` is what the host sets.
pub(super) fn build(
    document: &Document,
    given: impl Fn(Attribute) -> Option<String>,
) -> Result<HtmlIFrameElement, Error> {
    let iframe = document.create_element("iframe").map_err(|_| Error::THREW)?;
    let iframe: HtmlIFrameElement = iframe.unchecked_into();
    fill_container(&iframe);
    set_id(&iframe);
    for attribute in Attribute::ALL {
        let given = given(*attribute);
        if let Some(value) = given.as_deref().or(attribute.default()) {
            attribute.check(value)?;
            fields::set(&iframe, attribute.name(), &value.into()).map_err(|_| Error::THREW)?;
        }
    }
    Ok(iframe)
}

/// An iframe without an id is named by its address, and so by the token in it, in the browser's entry of a load event whose
/// listeners take long. Scripts that measure pages send such entries away.
///
/// Source: <https://w3c.github.io/long-animation-frames/#sec-performancescripttiming>
fn set_id(iframe: &HtmlIFrameElement) {
    let mut id = String::from("embed-host-");
    id.push_str(&now().random.to_string());
    iframe.set_id(&id);
}

/// Without these a browser makes it 304 by 154 pixels with its border. They are presentational hints, which any style sheet
/// overrules; `align` keeps the line that an inline element stands on from adding to the height.
///
/// Source: <https://html.spec.whatwg.org/multipage/rendering.html#attributes-for-embedded-content-and-images>
fn fill_container(iframe: &HtmlIFrameElement) {
    iframe.set_width("100%");
    iframe.set_height("100%");
    iframe.set_frame_border("0");
    iframe.set_align("top");
}

/// An iframe of the same attributes that leads nowhere.
fn copy(iframe: &HtmlIFrameElement) -> Result<HtmlIFrameElement, Threw> {
    let new: HtmlIFrameElement = twice(|| iframe.clone_node())?.unchecked_into();
    clear_src(&new)?;
    Ok(new)
}

fn clear_src(iframe: &HtmlIFrameElement) -> Result<(), Threw> {
    twice(|| iframe.remove_attribute("src"))
}
