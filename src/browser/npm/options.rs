//! Reads options by typed getters.
//!
//! A value of another type than expected is noted, and reading goes on as if it were not there; whoever reads looks once at
//! the end whether something was noted. That takes fewer bytes than to stop at each, and nothing is built in between.

use core::cell::Cell;

use wasm_bindgen::prelude::*;

use super::callback;
use crate::browser::js::{Query, member};
use crate::browser::opening::Tokens;
use crate::browser::supply::{Supply, is_understood};
use crate::protocol::{InvalidOption, Error, Recover, Renewal, SourceId, View};

/// Options that a host gave, and the first of them that cannot be honoured.
pub(super) struct Options<'page> {
    given: &'page JsValue,
    bad: Cell<Option<InvalidOption>>,
}

impl<'page> Options<'page> {
    pub(super) const fn new(given: &'page JsValue) -> Self {
        Self { given, bad: Cell::new(None) }
    }

    /// Whether all that was read could be honoured.
    pub(super) fn check(&self) -> Result<(), Error> {
        self.bad.get().map_or(Ok(()), |bad| Err(Error::invalid(bad)))
    }

    fn note(&self, bad: InvalidOption) {
        self.bad.set(self.bad.get().or(Some(bad)));
    }

    /// Whether an option has a value that was not understood.
    fn note_unless(&self, understood: bool, value: &JsValue, bad: InvalidOption) {
        if !understood && !value.is_undefined() {
            self.note(bad);
        }
    }

    /// A string, if there is one.
    pub(super) fn text(&self, name: &str, bad: InvalidOption) -> Option<String> {
        self.text_of(self.given, name, bad)
    }

    fn text_of(&self, object: &JsValue, name: &str, bad: InvalidOption) -> Option<String> {
        let value = member(object, name);
        let text = value.as_string();
        self.note_unless(text.is_some(), &value, bad);
        text
    }

    /// Where tokens come from. `shared` is the number of a `TokenSource`, or zero if `token` is none. `usual` is the deadline
    /// where the options name none.
    pub(super) fn tokens(&self, shared: u32, usual: Option<u32>) -> Tokens {
        if shared != 0 {
            return Tokens::Shared(SourceId::of(shared));
        }
        Tokens::Own(self.supply(&member(self.given, "token")), self.timeout().or(usual))
    }

    /// What calls a token source.
    pub(super) fn supply(&self, value: &JsValue) -> Supply {
        let url =
            Some(member(value, "url")).filter(|url| !url.is_undefined()).unwrap_or_else(|| value.clone());
        if !value.is_function() && !is_understood(&url) {
            self.note(InvalidOption::Token);
        }
        callback::supply(value.clone(), url)
    }

    /// A deadline in whole milliseconds.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the number is above zero, and the cast saturates"
    )]
    pub(super) fn timeout(&self) -> Option<u32> {
        let value = member(self.given, "timeout");
        let milliseconds = value.as_f64().filter(|milliseconds| *milliseconds > 0.0);
        self.note_unless(milliseconds.is_some(), &value, InvalidOption::Timeout);
        milliseconds.map(|milliseconds| (milliseconds as u32).max(1))
    }

    /// What an embed does of its own accord.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the number is not negative, and the cast saturates"
    )]
    pub(super) fn renewal(&self) -> Renewal {
        let mut renewal = Renewal::default();
        let ahead = member(self.given, "mintAhead");
        let seconds = ahead.as_f64().filter(|seconds| *seconds >= 0.0);
        let off = ahead == JsValue::FALSE;
        self.note_unless(off || seconds.is_some(), &ahead, InvalidOption::MintAhead);
        if off || seconds.is_some() {
            renewal.mint_ahead = seconds.map(|seconds| seconds as u32);
        }
        if let Some(name) = self.text("recover", InvalidOption::Recover) {
            match Recover::named(&name) {
                Some(recover) => renewal.recover = recover,
                None => self.note(InvalidOption::Recover),
            }
        }
        renewal
    }

    /// An `AbortSignal`, or undefined.
    pub(super) fn signal(&self) -> JsValue {
        let signal = member(self.given, "signal");
        let aborted = member(&signal, "aborted");
        self.note_unless(aborted == JsValue::FALSE || aborted == JsValue::TRUE, &signal, InvalidOption::Signal);
        signal
    }

    /// What to show: a name, or an object with exactly one of three members.
    pub(super) fn view(&self) -> Option<View> {
        const BAD: InvalidOption = InvalidOption::View;
        let view = member(self.given, "view");
        let mut found = view.as_string().and_then(|name| View::named(&name));
        for (name, place) in VIEWS {
            if let Some(value) = self.text_of(&view, name, BAD)
                && found.replace(place(value)).is_some()
            {
                self.note(BAD);
            }
        }
        if let Some(View::Chat { message, .. }) = &mut found {
            *message = self.text_of(&view, "message", BAD);
        }
        if found.is_none() {
            self.note(BAD);
        }
        found
    }

    /// Extra query parameters, encoded.
    pub(super) fn query(&self) -> String {
        let parameters = member(self.given, "params");
        let query = Query::new(&parameters).ok().filter(|_| parameters.is_object());
        let text = query.and_then(|query| query.text().as_string());
        self.note_unless(text.is_some(), &parameters, InvalidOption::Params);
        text.unwrap_or_default()
    }
}

/// The member of `view` that names a place, and the view of that place.
type Place = (&'static str, fn(String) -> View);

const VIEWS: &[Place] = &[("dashboard", View::Dashboard), ("chat", View::conversation), ("path", View::Path)];
