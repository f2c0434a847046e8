//! Reads the options of `takeLink` and `impersonate` into the API's types, once. The first invalid one is an error that names
//! it.

use js_sys::Function;
use wasm_bindgen::{JsCast, JsValue};

use super::read::{address, only, optional, text, timeout};
use super::refusal::Refusal;
use super::to_js;
use crate::browser::api::{ImpersonationOptions, ImpersonationSubject, impersonation};
use crate::browser::fields::{is_null, member, string};
use crate::browser::promises::settled;
use crate::protocol::impersonation::{Link, LinkSource, Names, StorageKind, WebStorageKind, whole_seconds};
use crate::protocol::{Error, InvalidOption, Secret};

/// The options of `impersonate`.
const IMPERSONATE: [&str; 9] = [
    "server",
    "clientId",
    "link",
    "storage",
    "requireImpersonator",
    "confirm",
    "timeout",
    "paths",
    "sendClientId",
];

/// The members of a link, and those that give its parameters other names.
const LINK: [&str; 3] = ["refreshToken", "expiresOn", "expiresIn"];

/// The names of a link's parameters.
pub(super) fn link_names(options: &JsValue) -> Result<Names, Refusal> {
    only(options, &["names"])?;
    let names = object(options, "names", InvalidOption::Names, &LINK)?;
    let name = |name| text(&names, name, InvalidOption::Names);
    Ok(Names::new(name("refreshToken")?, name("expiresOn")?, name("expiresIn")?)?)
}

/// The options of `impersonate`. A link in the address is taken out of it before any other option is read.
pub(super) fn options(options: &JsValue) -> Result<ImpersonationOptions, Refusal> {
    let link = link_source(options)?;
    only(options, &IMPERSONATE)?;
    // What is no address is no server either, and what is no string no client id.
    let server = address(&member(options, "server")).unwrap_or_default();
    let mut read = ImpersonationOptions::new(server, string(options, "clientId").unwrap_or_default());
    read.link = link;
    only(&member(options, "storage"), &["melody"])?;
    if let Some(storage) = optional(options, "storage", InvalidOption::Storage, storage)? {
        read = read.storage(storage);
    }
    if let Some(timeout) = timeout(options)? {
        read = read.timeout(timeout);
    }
    let paths = object(options, "paths", InvalidOption::Paths, &["token", "revoke"])?;
    let path = |name| text(&paths, name, InvalidOption::Paths);
    read = read.paths(path("token")?, path("revoke")?);
    if !switch(options, "requireImpersonator")?.unwrap_or(true) {
        read = read.without_impersonator();
    }
    if switch(options, "sendClientId")?.unwrap_or(false) {
        read = read.send_client_id();
    }
    Ok(match confirm(options)? {
        Some(callback) => read.confirm(move |subject| ask(&callback, &subject)),
        None => read,
    })
}

/// `null` is no link. A missing one is that of the page, which is taken out of its address at once.
fn link_source(options: &JsValue) -> Result<LinkSource, Refusal> {
    if is_null(options, "link") {
        return Ok(LinkSource::None);
    }
    only(&member(options, "link"), &LINK)?;
    if let Some(link) = optional(options, "link", InvalidOption::Link, link)? {
        return Ok(LinkSource::Given(link));
    }
    impersonation::look_for_link()?;
    Ok(LinkSource::Page)
}

/// An option that is an object with no members but these, or is missing.
fn object(options: &JsValue, name: &str, invalid: InvalidOption, known: &[&str]) -> Result<JsValue, Refusal> {
    let read = |value: &JsValue| value.is_object().then(|| value.clone());
    let object = optional(options, name, invalid, read)?.unwrap_or_default();
    only(&object, known)?;
    Ok(object)
}

fn switch(options: &JsValue, name: &str) -> Result<Option<bool>, Error> {
    optional(options, name, InvalidOption::Switch, JsValue::as_bool)
}

fn link(link: &JsValue) -> Option<Link> {
    let seconds = |name| match member(link, name) {
        missing if missing.is_undefined() => Some(None),
        value => value.as_f64().and_then(whole_seconds).map(Some),
    };
    Some(Link {
        refresh_token: Secret::new(string(link, "refreshToken")?),
        expires_on: seconds("expiresOn")?,
        expires_in: seconds("expiresIn")?,
    })
}

fn storage(storage: &JsValue) -> Option<StorageKind> {
    match storage.as_string() {
        Some(name) => StorageKind::named(&name),
        None => Some(StorageKind::Melody(WebStorageKind::named(&string(storage, "melody")?)?)),
    }
}

/// `false` is no callback, as a host writes that asks only sometimes.
fn confirm(options: &JsValue) -> Result<Option<Function>, Error> {
    let confirm = member(options, "confirm");
    if confirm.is_undefined() || confirm == JsValue::FALSE {
        return Ok(None);
    }
    confirm.dyn_into().map(Some).map_err(|_| Error::invalid(InvalidOption::Confirm))
}

/// Nothing but `true` is a yes: whoever cannot answer has not said it.
fn ask(callback: &Function, subject: &ImpersonationSubject) -> impl Future<Output = bool> + use<> {
    #[derive(serde::Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Subject<'session> {
        subject: &'session str,
        #[serde(skip_serializing_if = "Option::is_none")]
        impersonated_by: Option<&'session str>,
    }
    let ImpersonationSubject { subject, impersonated_by } = subject;
    let who = to_js(&Subject { subject, impersonated_by: impersonated_by.as_deref() });
    let answer = settled(&callback.call1(&JsValue::UNDEFINED, &who));
    async { answer.await.is_ok_and(|answer| answer == JsValue::TRUE) }
}
