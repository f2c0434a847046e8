//! Reads options by typed getters.
//!
//! A value of another type than expected is noted, and reading goes on as if it were not there; whoever reads looks once at
//! the end whether something was noted. That takes fewer bytes than to stop at each.

use core::cell::Cell;
use std::rc::Rc;

use wasm_bindgen::JsValue;

use super::host::Shelf;
use crate::browser::js::{member, serialised_origin};
use crate::protocol::Secret;
use crate::protocol::impersonation::{
    BadOption, Client, ClientSpec, Error, Keeping, Link, Names, Order, Place,
};

/// Options that a host gave, and the first of them that cannot be honoured.
pub(super) struct Options<'page> {
    given: &'page JsValue,
    bad: Cell<Option<BadOption>>,
}

/// What the parameters of a link are called.
pub(super) fn names(given: &JsValue) -> Result<Names, Error> {
    let options = Options::new(given);
    let names = options.object("names", BadOption::Names);
    let name = |name| options.text_of(&names, name, BadOption::Names);
    let names = [name("refreshToken"), name("expiresOn"), name("expiresIn")];
    options.check()?;
    Names::new(names)
}

impl<'page> Options<'page> {
    pub(super) const fn new(given: &'page JsValue) -> Self {
        Self { given, bad: Cell::new(None) }
    }

    /// What `impersonate()` is called with, but for the link.
    pub(super) fn order(&self) -> Result<Order, Error> {
        let paths = self.object("paths", BadOption::Paths);
        let spec = ClientSpec {
            server: self.text("server", BadOption::Server),
            client_id: self.text("clientId", BadOption::ClientId),
            token_path: self.text_of(&paths, "token", BadOption::Paths),
            revoke_path: self.text_of(&paths, "revoke", BadOption::Paths),
            send_client_id: self.switch("sendClientId") == Some(true),
            require_impersonator: self.switch("requireImpersonator") != Some(false),
            timeout: self.timeout(),
        };
        let confirm = member(self.given, "confirm");
        self.note_unless(confirm.is_function(), &confirm, BadOption::Confirm);
        let (place, name) = self.place();
        self.check()?;
        let client = Rc::new(Client::new(spec, serialised_origin)?);
        let keeping = Keeping::new(place, Some(Rc::new(Shelf(name))), &client);
        Ok(Order { client, keeping, link: None, asks: confirm.is_function() })
    }

    /// A link that the host has taken before.
    pub(super) fn link(&self, value: &JsValue) -> Link {
        const BAD: BadOption = BadOption::Link;
        let token = self.text_of(value, "refreshToken", BAD).unwrap_or_default();
        if token.is_empty() {
            self.note(BAD);
        }
        Link {
            refresh_token: Secret::new(token),
            expires_on: self.seconds_of(value, "expiresOn", BAD),
            expires_in: self.seconds_of(value, "expiresIn", BAD),
        }
    }

    /// Whether all that was read could be honoured.
    fn check(&self) -> Result<(), Error> {
        self.bad.get().map_or(Ok(()), |bad| Err(Error::invalid(bad)))
    }

    fn note(&self, bad: BadOption) {
        self.bad.set(self.bad.get().or(Some(bad)));
    }

    /// Notes that a value is not understood, unless there is none.
    fn note_unless(&self, understood: bool, value: &JsValue, bad: BadOption) {
        if !understood && !value.is_undefined() {
            self.note(bad);
        }
    }

    fn text(&self, name: &str, bad: BadOption) -> String {
        self.text_of(self.given, name, bad).unwrap_or_default()
    }

    /// A string, if there is one.
    fn text_of(&self, object: &JsValue, name: &str, bad: BadOption) -> Option<String> {
        let value = member(object, name);
        let text = value.as_string();
        self.note_unless(text.is_some(), &value, bad);
        text
    }

    /// A whole number of seconds, if there is one.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        clippy::float_cmp,
        reason = "a number that does not survive the way there and back is not whole"
    )]
    fn seconds_of(&self, object: &JsValue, name: &str, bad: BadOption) -> Option<u64> {
        let value = member(object, name);
        let seconds = value.as_f64().filter(|number| (*number as u64) as f64 == *number);
        self.note_unless(seconds.is_some(), &value, bad);
        seconds.map(|number| number as u64)
    }

    fn switch(&self, name: &str) -> Option<bool> {
        let value = member(self.given, name);
        let on = value.as_bool();
        self.note_unless(on.is_some(), &value, BadOption::Switch);
        on
    }

    fn object(&self, name: &str, bad: BadOption) -> JsValue {
        let value = member(self.given, name);
        self.note_unless(value.is_object(), &value, bad);
        value
    }

    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the number is above zero, and the cast saturates"
    )]
    fn timeout(&self) -> Option<u32> {
        let value = member(self.given, "timeout");
        let milliseconds = value.as_f64().filter(|milliseconds| *milliseconds > 0.0);
        self.note_unless(milliseconds.is_some(), &value, BadOption::Timeout);
        milliseconds.map(|milliseconds| (milliseconds as u32).max(1))
    }

    /// Where the session is to be kept, and the browser's name for that.
    fn place(&self) -> (Place, &'static str) {
        let value = member(self.given, "storage");
        let melody = self.text_of(&value, "melody", BadOption::Storage);
        match (value.as_string().as_deref(), melody.as_deref()) {
            (Some("memory"), _) => (Place::Memory, ""),
            (None, Some(SESSION)) => (Place::Melody, SESSION),
            (None, Some(LOCAL)) => (Place::Melody, LOCAL),
            (name, _) => {
                self.note_unless(name == Some("session"), &value, BadOption::Storage);
                (Place::Session, SESSION)
            }
        }
    }
}

const SESSION: &str = "sessionStorage";
const LOCAL: &str = "localStorage";
