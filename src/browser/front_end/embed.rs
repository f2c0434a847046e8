//! Embeds, as a Rust front end holds them.

use core::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, HtmlIFrameElement};

use super::options::{AttachOptions, EmbedOptions, Tokens};
use super::ready::Ready;
use crate::browser::host::Host;
use crate::browser::js::{Frame, has_token_param, serialised_origin};
use crate::browser::mounted::Provenance;
use crate::browser::opening::Opening;
use crate::browser::{frame, shell};
use crate::protocol::{EmbedId, EmbedUrl, Error, Event, Input, Origin, Snapshot, State, add_parameter};

/// One served iframe. It is closed when this value is dropped.
#[must_use = "an embed is closed when it is dropped; keep it for as long as it is shown"]
pub struct Embed {
    id: EmbedId,
    host: Rc<FrontEnd>,
}

/// Builds an iframe inside `container`, gets a first token and loads the view. Returns at once; await
/// [`Embed::ready`] to know that the view has loaded. The container's other children are never touched.
///
/// # Errors
///
/// `invalid-options` for an option that cannot be honoured, before anything is built.
pub fn mount(container: &Element, options: EmbedOptions) -> Result<Embed, Error> {
    let origin = Origin::parse(&options.attach.origin, serialised_origin)?;
    let mut query = String::new();
    for (name, value) in &options.parameters {
        add_parameter(&mut query, name, value);
    }
    let url = EmbedUrl::new(origin, &options.view, &query, has_token_param)?;
    let frame = frame::build(|attribute| options.attribute(attribute))?;
    open(frame, Provenance::Built(url), Some(container), options.attach)
}

/// Serves an iframe that the page already has. Nothing is fetched until the guest asks, the embed is live at once,
/// and closing it leaves the iframe in place.
///
/// # Errors
///
/// As [`mount`].
pub fn attach(iframe: &HtmlIFrameElement, options: AttachOptions) -> Result<Embed, Error> {
    let origin = Origin::parse(&options.origin, serialised_origin)?;
    open(iframe.clone().unchecked_into(), Provenance::Adopted(origin), None, options)
}

fn open(
    frame: Frame,
    provenance: Provenance,
    container: Option<&Element>,
    options: AttachOptions,
) -> Result<Embed, Error> {
    let host = Rc::new(FrontEnd {
        ready: Ready::default(),
        frame: RefCell::new(frame.clone().unchecked_into()),
        hearers: RefCell::default(),
    });
    let signal = options.signal.map_or(JsValue::UNDEFINED, JsValue::from);
    let opening = Opening {
        frame,
        provenance,
        container: container.map(AsRef::as_ref),
        user: options.user,
        renewal: options.renewal,
        signal: &signal,
    };
    let id = opening.open(options.token.open(options.timeout)?, Box::new(host.clone()))?;
    Ok(Embed { id, host })
}

impl Embed {
    /// The iframe. It is another one after each [`Embed::reload`] and each recovery of a mounted embed.
    pub fn iframe(&self) -> HtmlIFrameElement {
        self.host.frame.borrow().clone()
    }

    /// The state.
    pub fn state(&self) -> State {
        shell::with(|shell| shell.page.state(self.id))
    }

    /// Calls back at each event from now on, until the embed is closed.
    pub fn on(&self, hear: impl Fn(&Event) + 'static) {
        self.host.hearers.borrow_mut().push(Rc::new(hear));
    }

    /// Waits until the first token is in and the view has loaded.
    ///
    /// # Errors
    ///
    /// What kept the first token from coming, or `aborted` if the embed is closed before.
    pub async fn ready(&self) -> Result<(), Error> {
        self.host.ready.wait().await
    }

    /// Gives the embed a new frame with a fresh token, and waits until the view has loaded. A source that had refused is
    /// asked again.
    ///
    /// # Errors
    ///
    /// What kept the token from coming; the old frame stays then. `invalid-options` if the iframe of [`attach`] points
    /// elsewhere.
    pub async fn reload(&self) -> Result<(), Error> {
        shell::navigable(self.id)?;
        self.host.ready.begin();
        shell::handle(Input::Reload(self.id));
        self.ready().await
    }

    /// Gives the embed to another user: what it shows goes at once, and answers that were asked for under the former user are
    /// dropped. Waits until the view has loaded.
    ///
    /// # Errors
    ///
    /// As [`Embed::reload`]; `invalid-options` also for a token source that cannot be honoured.
    pub async fn switch_user(&self, token: impl Into<Tokens>, user: Option<String>) -> Result<(), Error> {
        let mounted = shell::navigable(self.id)?;
        let mut account = token.into().open(mounted.timeout)?.account(user)?;
        shell::with(|shell| shell.page.check(&mut account))?;
        self.host.ready.begin();
        shell::handle(Input::Switch(self.id, account));
        self.ready().await
    }

    /// What there is to know of the embed, for a support ticket. It holds no token.
    pub fn snapshot(&self) -> Snapshot {
        shell::snapshot(self.id)
    }

    /// Ends the embed: no fetch, timer, listener, frame or event remains.
    pub fn close(self) {}
}

impl Drop for Embed {
    fn drop(&mut self) {
        shell::handle(Input::Close(self.id));
    }
}

impl core::fmt::Debug for Embed {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        formatter
            .debug_struct("Embed")
            .field("id", &self.id)
            .field("state", &self.state())
            .finish_non_exhaustive()
    }
}

type Hearer = Rc<dyn Fn(&Event)>;

/// The listeners of a Rust front end on one embed.
struct FrontEnd {
    ready: Ready,
    frame: RefCell<HtmlIFrameElement>,
    hearers: RefCell<Vec<Hearer>>,
}

impl Host for Rc<FrontEnd> {
    fn show(&self, frame: &Frame) {
        self.frame.replace(frame.clone().unchecked_into());
    }

    fn settle(&self, result: Result<(), Error>) {
        self.ready.settle(result);
    }

    fn tell(&self, event: &Event) {
        let hearers = self.hearers.borrow().clone();
        for hear in hearers {
            hear(event);
        }
    }
}
