//! Reads options by typed getters. A value of another type than expected is `invalid-options`, by name.

use std::rc::Rc;

use wasm_bindgen::JsValue;

use super::shelf::storage;
use crate::browser::js::{member, serialised_origin};
use crate::protocol::Secret;
use crate::protocol::impersonation::{
    BadOption, Client, ClientSpec, Error, Keeping, Link, Names, Order, Place,
};

/// What the parameters of a link are called.
pub(super) fn names(options: &JsValue) -> Result<Names, Error> {
    let names = member(options, "names");
    let name = |name| text(&names, name, BadOption::Names);
    object(&names, BadOption::Names)?;
    Names::new(name("refreshToken")?, name("expiresOn")?, name("expiresIn")?)
}

/// What `impersonate()` is called with, but for the link.
pub(super) fn order(options: &JsValue) -> Result<Order, Error> {
    let client = Rc::new(client(options)?);
    let keeping = keeping(options, &client)?;
    let confirm = member(options, "confirm");
    if !confirm.is_function() && !confirm.is_undefined() {
        return Err(Error::invalid(BadOption::Confirm));
    }
    Ok(Order { client, keeping, link: None, asks: confirm.is_function() })
}

/// A link that the host has taken before.
pub(super) fn link(value: &JsValue) -> Result<Link, Error> {
    const BAD: BadOption = BadOption::Link;
    let token = text(value, "refreshToken", BAD)?.filter(|token| !token.is_empty());
    Ok(Link {
        refresh_token: Secret::new(token.ok_or(Error::invalid(BAD))?),
        expires_on: seconds(value, "expiresOn", BAD)?,
        expires_in: seconds(value, "expiresIn", BAD)?,
    })
}

fn client(options: &JsValue) -> Result<Client, Error> {
    let paths = member(options, "paths");
    object(&paths, BadOption::Paths)?;
    let timeout = member(options, "timeout");
    let milliseconds = timeout.as_f64().filter(|milliseconds| *milliseconds > 0.0);
    if milliseconds.is_none() && !timeout.is_undefined() {
        return Err(Error::invalid(BadOption::Timeout));
    }
    let spec = ClientSpec {
        server: text(options, "server", BadOption::Server)?.unwrap_or_default(),
        client_id: text(options, "clientId", BadOption::ClientId)?.unwrap_or_default(),
        token_path: text(&paths, "token", BadOption::Paths)?,
        revoke_path: text(&paths, "revoke", BadOption::Paths)?,
        send_client_id: switch(options, "sendClientId")?.unwrap_or(false),
        require_impersonator: switch(options, "requireImpersonator")?.unwrap_or(true),
        timeout: milliseconds.map(whole),
    };
    Client::new(spec, serialised_origin)
}

fn keeping(options: &JsValue, client: &Client) -> Result<Keeping, Error> {
    let value = member(options, "storage");
    let named = value.as_string();
    let melody = text(&value, "melody", BadOption::Storage)?;
    let (place, name) = match (named.as_deref(), melody.as_deref()) {
        (None, None) if value.is_undefined() => (Place::Session, SESSION),
        (Some("session"), _) => (Place::Session, SESSION),
        (Some("memory"), _) => (Place::Memory, ""),
        (None, Some(name @ (SESSION | LOCAL))) => (Place::Melody, name),
        _ => return Err(Error::invalid(BadOption::Storage)),
    };
    Ok(Keeping::new(place, storage(name), client))
}

const SESSION: &str = "sessionStorage";
const LOCAL: &str = "localStorage";

/// A string, if there is one.
fn text(options: &JsValue, name: &str, bad: BadOption) -> Result<Option<String>, Error> {
    let value = member(options, name);
    let text = value.as_string();
    if text.is_none() && !value.is_undefined() { Err(Error::invalid(bad)) } else { Ok(text) }
}

/// A whole number of seconds, if there is one.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    clippy::float_cmp,
    reason = "a number that does not survive the way there and back is not whole"
)]
fn seconds(options: &JsValue, name: &str, bad: BadOption) -> Result<Option<u64>, Error> {
    let value = member(options, name);
    let seconds = value.as_f64().filter(|number| (*number as u64) as f64 == *number);
    if seconds.is_none() && !value.is_undefined() {
        return Err(Error::invalid(bad));
    }
    Ok(seconds.map(|number| number as u64))
}

fn switch(options: &JsValue, name: &str) -> Result<Option<bool>, Error> {
    let value = member(options, name);
    let on = value.as_bool();
    if on.is_none() && !value.is_undefined() { Err(Error::invalid(BadOption::Switch)) } else { Ok(on) }
}

fn object(value: &JsValue, bad: BadOption) -> Result<(), Error> {
    if value.is_object() || value.is_undefined() { Ok(()) } else { Err(Error::invalid(bad)) }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the number is above zero, and the cast saturates"
)]
fn whole(milliseconds: f64) -> u32 {
    (milliseconds as u32).max(1)
}
