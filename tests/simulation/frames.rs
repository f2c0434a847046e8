//! As much of a browser as the machine can notice: iframes, their windows, and what is shown in them.

use crate::guest::Manner;
use crate::tally::Count;
use crate::tokens::{TENANTS, TokenId, User};
use crate::world::{OnPage, World};

/// Where an iframe is navigated to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Address {
    pub(crate) origin: &'static str,
    pub(crate) token: Option<TokenId>,
}

/// An iframe.
#[derive(Debug)]
pub(crate) struct Frame {
    /// There is none while the iframe is in no document.
    pub(crate) window: Option<u32>,
    /// The attribute.
    pub(crate) src: Option<Address>,
    /// How its guest behaves.
    pub(crate) manner: Manner,
    /// What the guest keeps for itself, and finds again in another window.
    pub(crate) stored: Option<TokenId>,
    pub(crate) navigation: u32,
    /// Where it is on its way to.
    pub(crate) heading: Option<Address>,
    /// Where it was when it found no network: an error page leads there again.
    pub(crate) failed: Option<Address>,
}

/// A window, with the document that it shows.
#[derive(Debug)]
pub(crate) struct Window {
    pub(crate) frame: u32,
    pub(crate) origin: &'static str,
    /// Whose session the document shows, if it knows.
    pub(crate) user: Option<User>,
    pub(crate) token: Option<TokenId>,
    /// Since when its guest has waited for an answer.
    pub(crate) asked: Option<u64>,
    /// The number of the guest's next check of the time.
    pub(crate) wake: u32,
    pub(crate) requests: u32,
    pub(crate) answers: u32,
}

/// The origin of an empty document, of an error page, and of a sandboxed one.
pub(crate) const OPAQUE: &str = "null";

impl World {
    pub(crate) fn number(&mut self) -> u32 {
        self.numbers += 1;
        self.numbers
    }

    /// A new, empty iframe in the document.
    pub(crate) fn add_frame(&mut self, page: usize, manner: Manner) -> u32 {
        let id = self.number();
        let frame = Frame {
            window: None,
            src: None,
            manner,
            stored: None,
            navigation: 0,
            heading: None,
            failed: None,
        };
        self.tabs[page].frames.insert(id, frame);
        self.put_in(page, id);
        id
    }

    /// An iframe is put into the document once more. Where it has no address, its load event is fired at once, for the empty
    /// document that it shows.
    pub(crate) fn reattach(&mut self, page: usize, frame: u32) {
        let is_out = |row: &Frame| row.window.is_none() && row.src.is_none();
        let empty = self.tabs[page].frames.get(&frame).is_some_and(is_out);
        self.put_in(page, frame);
        if empty {
            self.frame_has_loaded(page, frame);
        }
    }

    /// An iframe is put into the document: it has a new window, and shows its address there.
    fn put_in(&mut self, page: usize, frame: u32) {
        let window = self.number();
        let tab = &mut self.tabs[page];
        let Some(row) = tab.frames.get_mut(&frame).filter(|row| row.window.is_none()) else { return };
        row.window = Some(window);
        let src = row.src;
        tab.windows.insert(
            window,
            Window {
                frame,
                origin: OPAQUE,
                user: None,
                token: None,
                asked: None,
                wake: 0,
                requests: 0,
                answers: 0,
            },
        );
        if let Some(address) = src {
            self.navigate(page, frame, address);
        }
    }

    /// An iframe is taken out of the document, and its window is no more.
    pub(crate) fn take_out(&mut self, page: usize, frame: u32) {
        let tab = &mut self.tabs[page];
        let Some(row) = tab.frames.get_mut(&frame) else { return };
        row.navigation += 1;
        (row.heading, row.failed) = (None, None);
        if let Some(window) = row.window.take() {
            tab.windows.remove(&window);
        }
    }

    pub(crate) fn remove_frame(&mut self, page: usize, frame: u32) {
        self.take_out(page, frame);
        self.tabs[page].frames.remove(&frame);
    }

    /// Navigates an iframe to an address. One that is in no document goes there once it is in one.
    pub(crate) fn navigate(&mut self, page: usize, frame: u32, address: Address) {
        let delay = self.rng.length(20, 1_500);
        let Some(row) = self.tabs[page].frames.get_mut(&frame) else { return };
        if row.window.is_none() {
            return;
        }
        row.navigation += 1;
        row.heading = Some(address);
        let navigation = row.navigation;
        self.on_page_in(delay, page, OnPage::Commit { frame, navigation });
    }

    /// The document in a frame goes somewhere else, unless the host has just sent it somewhere.
    pub(crate) fn guest_navigates(&mut self, page: usize, frame: u32, origin: &'static str) {
        let Some(row) = self.tabs[page].frames.get(&frame) else { return };
        if row.heading.is_none() {
            let address = row.failed.unwrap_or(Address { origin, token: None });
            self.navigate(page, frame, address);
        }
    }

    /// The document that a frame was on its way to is there. Without a network that is an error page.
    pub(crate) fn commit(&mut self, page: usize, frame: u32, navigation: u32) {
        let delay = self.rng.length(10, 2_000);
        let offline = self.device.offline;
        let tab = &mut self.tabs[page];
        let Some(row) = tab.frames.get_mut(&frame).filter(|row| row.navigation == navigation) else { return };
        let (Some(address), Some(id)) = (row.heading, row.window) else { return };
        let Some(window) = tab.windows.get_mut(&id) else { return };
        window.asked = None;
        window.wake += 1;
        row.failed = offline.then_some(address);
        if offline {
            (window.origin, window.token, window.user) = (OPAQUE, None, None);
            self.tally.add(Count::ErrorPages);
        } else if TENANTS.contains(&address.origin) {
            row.stored = address.token.or(row.stored);
            (window.origin, window.token) = (address.origin, row.stored);
            window.user = row.stored.map(|token| self.ledger.get(token).user);
            self.schedule_guest(page, id);
        } else {
            (window.origin, window.token, window.user) = (address.origin, None, None);
        }
        self.trace.say(self.now, page, || format!("frame {frame} shows {}", address.origin));
        self.on_page_in(delay, page, OnPage::Load { frame, navigation });
    }

    /// The iframe fires its load event.
    pub(crate) fn load_event(&mut self, page: usize, frame: u32, navigation: u32) {
        let row = self.tabs[page].frames.get_mut(&frame).filter(|row| row.navigation == navigation);
        if let Some(row) = row {
            row.heading = None;
            self.frame_has_loaded(page, frame);
        }
    }
}
