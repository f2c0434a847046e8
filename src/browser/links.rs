//! Keeps the links that come in the page's address for `impersonate()`, and watches for those that come later.
//!
//! A link comes with a navigation that changes the fragment only, with Back, or because the page's router puts back the address
//! that it remembers. The Navigation API tells of all of them at once, before any other script can read the address. Where a
//! browser lacks it, the address is looked at when the page has loaded, is shown or hidden, or was navigated, and with each call.
//!
//! Source: <https://html.spec.whatwg.org/multipage/nav-history-apis.html#event-currententrychange>

use core::cell::{Cell, RefCell};

use wasm_bindgen::JsCast;
use web_sys::EventTarget;

use super::clock::now;
use super::fields::member;
use super::listener::Listener;
use super::{environment, location, sessions};
use crate::protocol::Error;
use crate::protocol::impersonation::{FoundLink, Input, Names};

/// What may tell that there is another address now.
const WATCHED: [&str; 5] = ["hashchange", "load", "pageshow", "popstate", "visibilitychange"];

thread_local! {
    /// The names of the parameters that are looked for.
    static NAMES: RefCell<Names> = RefCell::default();
    /// Whether the page is to be watched.
    static WATCHES: Cell<bool> = const { Cell::new(false) };
    /// There while it is.
    static LISTENERS: RefCell<Vec<Listener>> = const { RefCell::new(Vec::new()) };
    /// Whether the address is being changed: scripts of the page may run meanwhile, and put the link back at once.
    static LOOKING: Cell<bool> = const { Cell::new(false) };
}

/// Takes the link out of the address, if there is one, and keeps it; so from now on with every link that comes.
///
/// # Errors
///
/// `unsupported-environment` where there is no address to read, or the browser throws.
pub(super) fn watch(names: Option<Names>) -> Result<(), Error> {
    if let Some(names) = names {
        NAMES.set(names);
    }
    WATCHES.set(true);
    // What is there already is what the page was opened with, and no news.
    look_if(|| true, false)?;
    listen()
}

fn listen() -> Result<(), Error> {
    let window = environment::window()?;
    if WATCHES.get() && LISTENERS.with_borrow(Vec::is_empty) {
        let watched = WATCHED.into_iter().map(|name| Listener::new(&window, name, |_| on_change()));
        let mut listeners = watched.collect::<Result<Vec<_>, _>>()?;
        if let Some(navigation) = member(&window, "navigation").dyn_ref::<EventTarget>() {
            listeners.push(Listener::new(navigation, "currententrychange", |_| on_change())?);
        }
        LISTENERS.set(listeners);
    }
    Ok(())
}

/// Takes the link out of the address, if there is one, and keeps it.
///
/// # Errors
///
/// `unsupported-environment` where there is no address to read.
pub(super) fn look() -> Result<(), Error> {
    look_if(|| true, true)?;
    // Where the browser throws, the next call tries again.
    let _: Result<(), Error> = listen();
    Ok(())
}

/// Keeps the link that was in this address until somebody else took it out.
pub(super) fn keep_taken(address: &str, names: &Names) {
    if let Some(found) = FoundLink::find(address, names) {
        sessions::handle(Input::LinkFound { found, scrubbed: Ok(()), later: false });
    }
}

/// There may be another address now. Nobody waits for what this comes to: the next call looks again.
fn on_change() {
    let may_scrub = || {
        let now = now();
        sessions::with(|state| state.sessions.may_scrub(now))
    };
    let _: Result<(), Error> = look_if(may_scrub, true);
}

/// `later` says that listeners are notified of what is found.
fn look_if(may_scrub: impl FnOnce() -> bool, later: bool) -> Result<(), Error> {
    if LOOKING.get() {
        return Ok(());
    }
    let names = NAMES.with_borrow(Clone::clone);
    let Some(found) = location::find(&names)?.filter(|_| may_scrub()) else { return Ok(()) };
    LOOKING.set(true);
    let scrubbed = location::scrub(&found, &names);
    LOOKING.set(false);
    sessions::handle(Input::LinkFound { found, scrubbed, later });
    Ok(())
}
