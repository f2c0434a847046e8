//! Reads options by typed getters. A value of another type than expected is `invalid-options`, by name.

use wasm_bindgen::prelude::*;

use super::callback;
use crate::browser::js::{self, Query, member};
use crate::browser::opening::Tokens;
use crate::browser::supply::{Supply, check_url};
use crate::protocol::{BadOption, Error, Recover, Renewal, SourceId, View};

/// A string, if there is one.
pub(super) fn text(options: &JsValue, name: &str, bad: BadOption) -> Result<Option<String>, Error> {
    let value = member(options, name);
    let text = value.as_string();
    if text.is_none() && !value.is_undefined() { Err(Error::invalid(bad)) } else { Ok(text) }
}

/// What calls a token source.
pub(super) fn supply(value: &JsValue) -> Result<Supply, Error> {
    let url = value.as_string().or_else(|| js::text(value, "url")).unwrap_or_default();
    if !value.is_function() {
        check_url(&url)?;
    }
    Ok(callback::supply(value.clone(), url))
}

/// Where tokens come from. `shared` is the number of a `TokenSource`, or zero if `token` is none. `usual` is the deadline
/// where the options name none.
pub(super) fn tokens(options: &JsValue, shared: u32, usual: Option<u32>) -> Result<Tokens, Error> {
    if shared != 0 {
        return Ok(Tokens::Shared(SourceId::of(shared)));
    }
    Ok(Tokens::Own(supply(&member(options, "token"))?, timeout(options)?.or(usual)))
}

/// A deadline in whole milliseconds.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the number is above zero, and the cast saturates"
)]
pub(super) fn timeout(options: &JsValue) -> Result<Option<u32>, Error> {
    let value = member(options, "timeout");
    let milliseconds = value.as_f64().filter(|milliseconds| *milliseconds > 0.0);
    if milliseconds.is_none() && !value.is_undefined() {
        return Err(Error::invalid(BadOption::Timeout));
    }
    Ok(milliseconds.map(|milliseconds| (milliseconds as u32).max(1)))
}

/// What an embed does of its own accord.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the number is not negative, and the cast saturates"
)]
pub(super) fn renewal(options: &JsValue) -> Result<Renewal, Error> {
    let mut renewal = Renewal::default();
    let ahead = member(options, "mintAhead");
    if ahead.as_bool() == Some(false) {
        renewal.mint_ahead = None;
    } else if !ahead.is_undefined() {
        let seconds = ahead.as_f64().filter(|seconds| *seconds >= 0.0);
        renewal.mint_ahead = Some(seconds.ok_or(Error::invalid(BadOption::MintAhead))? as u32);
    }
    if let Some(name) = text(options, "recover", BadOption::Recover)? {
        renewal.recover = Recover::named(&name).ok_or(Error::invalid(BadOption::Recover))?;
    }
    Ok(renewal)
}

/// An `AbortSignal`, or undefined.
pub(super) fn signal(options: &JsValue) -> Result<JsValue, Error> {
    let signal = member(options, "signal");
    let known = signal.is_undefined() || member(&signal, "aborted").as_bool().is_some();
    if known { Ok(signal) } else { Err(Error::invalid(BadOption::Signal)) }
}

/// What to show: a name, or an object with exactly one of three members.
pub(super) fn view(options: &JsValue) -> Result<View, Error> {
    const BAD: BadOption = BadOption::View;
    let view = member(options, "view");
    let mut found = view.as_string().and_then(|name| View::named(&name));
    for (name, place) in VIEWS {
        let Some(value) = text(&view, name, BAD)? else { continue };
        if found.replace(place(value)).is_some() {
            return Err(Error::invalid(BAD));
        }
    }
    if let Some(View::Chat { message, .. }) = &mut found {
        *message = text(&view, "message", BAD)?;
    }
    found.ok_or(Error::invalid(BAD))
}

/// The member of `view` that names a place, and the view of that place.
type Place = (&'static str, fn(String) -> View);

const VIEWS: &[Place] = &[("dashboard", View::Dashboard), ("chat", View::conversation), ("path", View::Path)];

/// Extra query parameters, encoded.
pub(super) fn query(options: &JsValue) -> Result<String, Error> {
    let parameters = member(options, "params");
    if parameters.is_undefined() {
        return Ok(String::new());
    }
    let query = Query::new(&parameters).ok().filter(|_| parameters.is_object());
    query.and_then(|query| query.text().as_string()).ok_or(Error::invalid(BadOption::Params))
}
