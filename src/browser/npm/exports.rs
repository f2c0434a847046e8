//! The functions the JavaScript face calls. Their names and arguments are between it and this file alone.
#![expect(unreachable_pub, reason = "exports to JavaScript are public functions, wherever they stand")]
#![expect(
    clippy::needless_pass_by_value,
    reason = "what JavaScript lends costs more code than what it gives"
)]

use wasm_bindgen::prelude::*;

use super::errors::to_js;
use super::face::Face;
use super::options::Options;
use super::snapshot;
use crate::browser::js::{Frame, has_token_param, query_selector, serialised_origin, text};
use crate::browser::mounted::Provenance;
use crate::browser::opening::Opening;
use crate::browser::{frame, shell, supply};
use crate::protocol::{InvalidOption, EmbedId, EmbedUrl, Error, Input, Origin, SourceId, View};

/// Mounts an embed, or attaches to the iframe `target` if `adopt` says so, and gives its number. Its iframe becomes a
/// member of `face`.
#[wasm_bindgen]
pub fn open(adopt: bool, target: JsValue, options: JsValue, shared: u32, face: JsValue) -> JsValue {
    let opened =
        if adopt { attach(target, &options, shared, &face) } else { mount(target, &options, shared, &face) };
    outcome(opened.map(EmbedId::number))
}

/// Gives an embed a new frame with a fresh token: to the same user, or as `next` says, if it is an object.
#[wasm_bindgen]
pub fn renew(embed: u32, next: JsValue, shared: u32) -> JsValue {
    let embed = EmbedId::of(embed);
    outcome(renewal(embed, &next, shared).map(|input| {
        shell::handle(input);
        0
    }))
}

/// What there is to know of an embed.
#[wasm_bindgen]
pub fn snapshot(embed: u32) -> JsValue {
    snapshot::to_js(EmbedId::of(embed))
}

/// Closes an embed.
#[wasm_bindgen]
pub fn close(embed: u32) {
    shell::handle(Input::Close(EmbedId::of(embed)));
}

/// Adds a token source, and gives its number.
#[wasm_bindgen(js_name = addSource)]
pub fn add_source(from: JsValue, options: JsValue) -> JsValue {
    outcome(try_add_source(&from, &options).map(SourceId::number))
}

/// Closes a token source.
#[wasm_bindgen(js_name = closeSource)]
pub fn close_source(source: u32) {
    shell::handle(Input::CloseSource(SourceId::of(source)));
}

/// A number, or the error that the JavaScript face is to throw: to throw it here takes more code on both sides.
fn outcome(result: Result<u32, Error>) -> JsValue {
    result.map_or_else(to_js, JsValue::from)
}

fn mount(target: JsValue, options: &JsValue, shared: u32, face: &JsValue) -> Result<EmbedId, Error> {
    let origin = origin(options)?;
    let options = Options::new(options);
    let (view, query) = (options.view(), options.query());
    options.check()?;
    let url = EmbedUrl::new(origin, &view.unwrap_or(View::Search), &query, has_token_param)?;
    let frame = frame::build(|attribute| options.text(attribute.name(), InvalidOption::Attribute))?;
    let container = match target.as_string() {
        Some(selector) => query_selector(&selector).unwrap_or_default(),
        None => target,
    };
    serve(frame, Provenance::Built(url), Some(&container), &options, shared, face)
}

fn attach(iframe: JsValue, options: &JsValue, shared: u32, face: &JsValue) -> Result<EmbedId, Error> {
    let is_iframe = text(&iframe, "localName").as_deref() == Some("iframe");
    if !is_iframe {
        return Err(Error::invalid(InvalidOption::Iframe));
    }
    let provenance = Provenance::Adopted(origin(options)?);
    serve(iframe.unchecked_into(), provenance, None, &Options::new(options), shared, face)
}

fn serve(
    frame: Frame,
    provenance: Provenance,
    container: Option<&JsValue>,
    options: &Options<'_>,
    shared: u32,
    face: &JsValue,
) -> Result<EmbedId, Error> {
    let signal = options.signal();
    let opening = Opening {
        frame,
        provenance,
        container,
        user: options.text("user", InvalidOption::User),
        renewal: options.renewal(),
        signal: &signal,
    };
    let tokens = options.tokens(shared, None);
    options.check()?;
    opening.open(tokens, Box::new(Face::new(face)))
}

fn renewal(embed: EmbedId, next: &JsValue, shared: u32) -> Result<Input, Error> {
    let mounted = shell::navigable(embed)?;
    if next.is_undefined() {
        return Ok(Input::Reload(embed));
    }
    let next = Options::new(next);
    let (user, tokens) = (next.text("user", InvalidOption::User), next.tokens(shared, mounted.timeout));
    next.check()?;
    let mut account = tokens.account(user)?;
    shell::with(|shell| shell.page.check(&mut account))?;
    Ok(Input::Switch(embed, account))
}

fn origin(options: &JsValue) -> Result<Origin, Error> {
    Origin::parse(&text(options, "origin").unwrap_or_default(), serialised_origin)
}

fn try_add_source(from: &JsValue, options: &JsValue) -> Result<SourceId, Error> {
    let options = Options::new(options);
    let user = options.text("user", InvalidOption::User);
    let (supply, timeout) = (options.supply(from), options.timeout());
    options.check()?;
    supply::add(supply, user, timeout)
}
