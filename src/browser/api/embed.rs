//! Embeds.

use core::cell::RefCell;
use std::rc::Rc;

use web_sys::{AbortSignal, Element, HtmlIFrameElement, Window};

use super::options::{AttachOptions, EmbedOptions, Tokens};
use super::ready::Ready;
use crate::browser::clock::now;
pub(crate) use crate::browser::embed_frame::EventSink;
use crate::browser::embed_frame::{EmbedFrame, FrameAddress, build};
use crate::browser::subscription::{Listeners, Subscription};
use crate::browser::{effects, environment, inputs, state, url};
use crate::protocol::{
    EmbedId, EmbedSpec, EmbedUrl, Error, ErrorCode, Event, Input, InvalidOption, Origin, Snapshot, State,
};

/// One served iframe. It is closed when this value is dropped.
#[must_use = "an embed is closed when it is dropped; keep it for as long as it is shown"]
pub struct Embed {
    id: EmbedId,
    shared: Rc<Shared>,
}

/// Builds an iframe inside `container`, gets a first token and loads the view. Returns at once; await
/// [`Embed::ready`] to know that the view has loaded. The container's other children are never touched. The iframe fills its
/// container, by presentational attributes: any style sheet overrules them. The container may be in another window that the page
/// opened, or in a frame of the same origin: the embed is served there, and ends with that window.
///
/// # Errors
///
/// `invalid-options` for an invalid option, before anything is built; `unsupported-environment` outside a browser.
pub fn mount(container: &Element, options: EmbedOptions) -> Result<Embed, Error> {
    let prepared = Prepared::mounted(container, &options)?;
    Embed::open(prepared, options.attach)
}

/// Serves an iframe that the page already has. Nothing is fetched until the guest asks, the embed is live at once,
/// and closing it leaves the iframe in place.
///
/// # Errors
///
/// As [`mount`].
pub fn attach(iframe: &HtmlIFrameElement, options: AttachOptions) -> Result<Embed, Error> {
    let prepared = Prepared::attached(iframe, &options)?;
    Embed::open(prepared, options)
}

impl Embed {
    fn open(prepared: Prepared, options: AttachOptions) -> Result<Self, Error> {
        let shared = Rc::new(Shared {
            ready: Ready::default(),
            iframe: RefCell::new(prepared.iframe.clone()),
            listeners: Rc::default(),
        });
        let id = prepared.open(options, Box::new(shared.clone()))?;
        Ok(Self { id, shared })
    }

    /// The iframe. It is another one after each [`Embed::reload`] and each recovery of a mounted embed.
    pub fn iframe(&self) -> HtmlIFrameElement {
        self.shared.iframe.borrow().clone()
    }

    /// The state.
    pub fn state(&self) -> State {
        state::with(|state| state.page.state(self.id))
    }

    /// Calls back at each event, until the subscription is dropped or the embed is closed.
    pub fn on(&self, listen: impl Fn(&Event) + 'static) -> Subscription {
        self.shared.listeners.subscribe(listen)
    }

    /// Waits until the first token is in and the view has loaded.
    ///
    /// # Errors
    ///
    /// What kept the first token from coming, or `aborted` if the embed is closed before.
    pub async fn ready(&self) -> Result<(), Error> {
        self.shared.ready.wait().await
    }

    /// Gives the embed a new frame with a fresh token, and waits until the view has loaded. A source that had refused is
    /// called again.
    ///
    /// # Errors
    ///
    /// What kept the token from coming; the old frame stays then. `invalid-options` if the iframe of [`attach`] leads
    /// to another origin.
    pub async fn reload(&self) -> Result<(), Error> {
        effects::navigable(self.id)?;
        self.shared.ready.begin();
        inputs::handle(Input::Reload(self.id));
        self.ready().await
    }

    /// Gives the embed to another user: what it shows goes at once, and answers that were asked for under the former user are
    /// dropped. Waits until the view has loaded.
    ///
    /// # Errors
    ///
    /// As [`Embed::reload`]; `invalid-options` also for an invalid token source.
    pub async fn switch_user(&self, token: impl Into<Tokens>, user: Option<String>) -> Result<(), Error> {
        let switch = prepare_switch(self.id, token.into(), user)?;
        self.shared.ready.begin();
        inputs::handle(switch);
        self.ready().await
    }

    /// What there is to know of the embed, for a support ticket. It holds no token.
    pub fn snapshot(&self) -> Snapshot {
        snapshot(self.id)
    }

    /// Ends the embed: no fetch, timer, listener, frame or event remains.
    pub fn close(self) {}
}

impl Drop for Embed {
    fn drop(&mut self) {
        close(self.id);
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

/// What an [`Embed`] shares with the shell.
struct Shared {
    ready: Ready,
    iframe: RefCell<HtmlIFrameElement>,
    listeners: Rc<Listeners<Event>>,
}

impl EventSink for Rc<Shared> {
    fn set_iframe(&self, iframe: &HtmlIFrameElement) {
        self.iframe.replace(iframe.clone());
    }

    fn settle_ready(&self, result: Result<(), Error>) {
        self.ready.settle(result);
    }

    fn dispatch(&self, event: &Event) {
        self.listeners.dispatch(event);
    }
}

/// An iframe and what it loads, before there is an embed.
pub(crate) struct Prepared {
    iframe: HtmlIFrameElement,
    address: FrameAddress,
    /// Where an iframe goes that is not in the document yet.
    container: Option<Element>,
}

impl Prepared {
    pub(crate) fn mounted(container: &Element, options: &EmbedOptions) -> Result<Self, Error> {
        let document = environment::document()?;
        let origin = Origin::parse(&options.attach.origin, url::serialised_origin)?;
        let query = url::query(&options.params)?;
        let address = EmbedUrl::new(origin, &options.view, &query, url::has_token_param)?;
        Ok(Self {
            iframe: build(&container.owner_document().unwrap_or(document), |attribute| {
                options.attribute(attribute)
            })?,
            address: FrameAddress::Mounted(address),
            container: Some(container.clone()),
        })
    }

    pub(crate) fn attached(iframe: &HtmlIFrameElement, options: &AttachOptions) -> Result<Self, Error> {
        environment::document()?;
        let origin = Origin::parse(&options.origin, url::serialised_origin)?;
        let address = FrameAddress::Attached(origin);
        Ok(Self { iframe: iframe.clone(), address, container: None })
    }

    /// Opens the embed for whoever listens to it. The id of an embed whose signal is already aborted finds nothing.
    pub(crate) fn open(self, options: AttachOptions, sink: Box<dyn EventSink>) -> Result<EmbedId, Error> {
        let Self { iframe, address, container } = self;
        sink.set_iframe(&iframe);
        if options.signal.as_ref().is_some_and(AbortSignal::aborted) {
            sink.settle_ready(Err(Error::new(ErrorCode::Aborted)));
            return Ok(EmbedId::of(0));
        }
        let timeout = options.timeout.filter(|_| options.token.is_own());
        let spec = EmbedSpec {
            binding: options.token.bind(options.user, options.timeout)?,
            origin: address.origin().clone(),
            mode: address.mode(),
            renewal: options.renewal,
        };
        let frame = EmbedFrame::new(iframe.clone(), address, sink, timeout);
        effects::open(spec, frame, options.signal, || match container {
            Some(container) => append(&container, &iframe),
            None => Ok(()),
        })
    }
}

fn append(container: &Element, iframe: &HtmlIFrameElement) -> Result<(), Error> {
    container.append_child(iframe).map(drop).map_err(|_| Error::invalid(InvalidOption::Target))
}

/// Gives an embed a new frame with a fresh token.
pub(crate) fn reload(embed: EmbedId) -> Result<(), Error> {
    effects::navigable(embed)?;
    inputs::handle(Input::Reload(embed));
    Ok(())
}

/// Whether an embed is open and can be navigated: its other arguments are not read else.
pub(crate) fn check_open(embed: EmbedId) -> Result<(), Error> {
    effects::navigable(embed).map(drop)
}

/// Gives an embed to another user.
pub(crate) fn switch_user(embed: EmbedId, token: Tokens, user: Option<String>) -> Result<(), Error> {
    let switch = prepare_switch(embed, token, user)?;
    inputs::handle(switch);
    Ok(())
}

/// Whether an embed can be given to another user, and how. A source of its own keeps the embed's timeout.
fn prepare_switch(embed: EmbedId, token: Tokens, user: Option<String>) -> Result<Input<Window>, Error> {
    let frame = effects::navigable(embed)?;
    let mut binding = token.bind(user, frame.timeout)?;
    state::with(|state| state.page.check(&mut binding))?;
    Ok(Input::Switch(embed, binding))
}

/// What there is to know of an embed, with the path of its view.
pub(crate) fn snapshot(embed: EmbedId) -> Snapshot {
    let now = now();
    state::with(|state| {
        state.page.read_clock(now);
        state.page.snapshot(embed)
    })
}

/// The path of an embed's view, on the guest's origin; empty where there is none.
pub(crate) fn path(embed: EmbedId) -> String {
    state::frame(embed).and_then(|frame| frame.path()).unwrap_or_default()
}

/// Ends an embed.
pub(crate) fn close(embed: EmbedId) {
    inputs::handle(Input::Close(embed));
}
