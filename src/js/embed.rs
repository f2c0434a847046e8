//! The functions that `index.js` calls. Their names and arguments are between it and this file alone.
#![expect(unreachable_pub, reason = "exports to JavaScript are public functions, wherever they are")]
#![expect(clippy::needless_pass_by_value, reason = "wasm-bindgen hands the values over")]

use wasm_bindgen::prelude::*;
use web_sys::{Element, HtmlIFrameElement, Node};

use super::events::JsCallbacks;
use super::options::Options;
use super::refusal::Refusal;
use super::{snapshot as view, token_provider};
use crate::browser::api::embed::{self, Prepared};
use crate::browser::api::{TokenSource, Tokens};
use crate::browser::environment;
use crate::browser::fields::{number, string};
use crate::protocol::{EmbedId, Error, InvalidOption, SourceId};

/// Mounts an embed, and gives its number. `source` is the number of the `TokenSource` among the options, if there is one.
#[wasm_bindgen]
pub fn mount(
    target: JsValue,
    options: JsValue,
    source: Option<u32>,
    callbacks: JsCallbacks,
) -> Result<u32, Refusal> {
    let options = Options(&options).embed(shared(source))?;
    let container = container(target)?;
    let prepared = Prepared::mounted(&container, &options)?;
    Ok(prepared.open(options.attach, Box::new(callbacks))?.number())
}

/// Attaches an embed to the page's own iframe, and gives its number.
#[wasm_bindgen]
pub fn attach(
    iframe: JsValue,
    options: JsValue,
    source: Option<u32>,
    callbacks: JsCallbacks,
) -> Result<u32, Refusal> {
    // By its name, and not by its class: an iframe of another document has another class.
    if string(&iframe, "localName").as_deref() != Some("iframe") {
        return Err(Error::invalid(InvalidOption::Iframe).into());
    }
    let iframe: HtmlIFrameElement = iframe.unchecked_into();
    let options = Options(&options).attach(shared(source))?;
    let prepared = Prepared::attached(&iframe, &options)?;
    Ok(prepared.open(options, Box::new(callbacks))?.number())
}

/// Gives an embed a new frame with a fresh token.
#[wasm_bindgen]
pub fn reload(embed: u32) -> Result<(), Error> {
    embed::reload(EmbedId::of(embed))
}

/// Gives an embed to another user.
#[wasm_bindgen(js_name = switchUser)]
pub fn switch_user(embed: u32, next: JsValue, source: Option<u32>) -> Result<(), Refusal> {
    let embed = EmbedId::of(embed);
    embed::check_open(embed)?;
    let (token, user) = Options(&next).switch(shared(source))?;
    Ok(embed::switch_user(embed, token, user)?)
}

/// What there is to know of an embed.
#[wasm_bindgen]
pub fn snapshot(embed: u32) -> JsValue {
    let embed = EmbedId::of(embed);
    view::to_js(&embed::snapshot(embed), embed::path(embed))
}

/// Closes an embed.
#[wasm_bindgen]
pub fn close(embed: u32) {
    embed::close(EmbedId::of(embed));
}

/// Adds a token source, and gives its number.
#[wasm_bindgen(js_name = addSource)]
pub fn add_source(from: JsValue, options: JsValue) -> Result<u32, Refusal> {
    let (user, timeout) = Options(&options).source()?;
    Ok(TokenSource::add(token_provider::provider(&from)?, user, timeout).id()?.number())
}

/// Closes a token source.
#[wasm_bindgen(js_name = closeSource)]
pub fn close_source(source: u32) {
    TokenSource::of(SourceId::of(source)).close();
}

fn shared(source: Option<u32>) -> Option<Tokens> {
    Some(Tokens::from(&TokenSource::of(SourceId::of(source?))))
}

/// The container itself, or the first element that a selector matches.
fn container(target: JsValue) -> Result<Element, Error> {
    let Some(selector) = target.as_string() else {
        return if is_container(&target) {
            Ok(target.unchecked_into())
        } else {
            Err(Error::invalid(InvalidOption::Target))
        };
    };
    let document = environment::document()?;
    let found = document.query_selector(&selector).map_err(|_| Error::invalid(InvalidOption::Selector))?;
    found.ok_or(Error::invalid(InvalidOption::NoMatch))
}

/// Whether it is an element, or a shadow root. Not by its class: an element of another window has another class.
fn is_container(target: &JsValue) -> bool {
    let node_type = number(target, "nodeType");
    [Node::ELEMENT_NODE, Node::DOCUMENT_FRAGMENT_NODE].into_iter().any(|kind| node_type == Some(kind.into()))
}
