//! The functions that `sessions.js` calls. Their names and arguments are between it and this file alone.
#![expect(unreachable_pub, reason = "exports to JavaScript are public functions, wherever they are")]
#![expect(clippy::needless_pass_by_value, reason = "wasm-bindgen hands the values over")]

use js_sys::{Function, Promise};
use serde::Serialize;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::future_to_promise;

use super::impersonation_options::{link_names, options};
use super::refusal::Refusal;
use super::{error::error_to_js, time, to_js};
use crate::browser::api::{self, Impersonation, impersonation};
use crate::browser::threw::{Threw, twice};
use crate::protocol::Error;
use crate::protocol::impersonation::{Event, Link, SessionId};

/// Takes the link out of the address. `null` if there is none.
#[wasm_bindgen(js_name = takeLink)]
pub fn take_link(options: JsValue) -> Result<JsValue, Refusal> {
    let link = api::take_link(&link_names(&options)?)?;
    Ok(link.as_ref().map_or(JsValue::NULL, link_to_js))
}

/// Keeps the links that come in the address, or what was wrong with them, for `impersonate`.
#[wasm_bindgen(js_name = keepLinks)]
pub fn keep_links(options: JsValue) -> Result<(), Refusal> {
    Ok(api::keep_links(&link_names(&options)?)?)
}

/// Keeps a link that was taken out of this address before there was a core, or what was wrong with it, for `impersonate`.
#[wasm_bindgen(js_name = keepTaken)]
pub fn keep_taken(address: &str, options: JsValue) -> Result<(), Refusal> {
    impersonation::keep_taken(address, &link_names(&options)?);
    Ok(())
}

/// Calls `dispatch()` when a link has come and waits for `impersonate`.
#[wasm_bindgen(js_name = onLink)]
pub fn on_link(dispatch: Function) -> Result<(), Error> {
    let listen = move || {
        // `dispatchEvent` reports what a listener throws, and goes on.
        let _: Result<JsValue, Threw> = twice(|| dispatch.call0(&JsValue::UNDEFINED));
    };
    api::on_link(listen)?.forget();
    Ok(())
}

/// Opens or resumes a session, and gives its number and who it is for; `null` if there is none.
#[wasm_bindgen]
pub fn impersonate(options_of_host: JsValue) -> Result<Promise, Refusal> {
    let opened = api::impersonate(options(&options_of_host)?);
    Ok(promise(async {
        let session = opened.await?;
        Ok(session.as_ref().map_or(JsValue::NULL, session_to_js))
    }))
}

/// Calls `dispatch(type, detail)` at each event of a session.
#[wasm_bindgen]
pub fn listen(session: u32, dispatch: Function) {
    if let Some(session) = find(session) {
        let listen = move |event: &Event| {
            // `dispatchEvent` reports what a listener throws, and goes on.
            let (name, detail) = (event.name().into(), detail(*event));
            let _: Result<JsValue, Threw> = twice(|| dispatch.call2(&JsValue::UNDEFINED, &name, &detail));
        };
        session.on(listen).forget();
    }
}

/// Gives an access token.
#[wasm_bindgen(js_name = accessToken)]
pub fn access_token(session: u32) -> Option<Promise> {
    let token = find(session)?.access_token();
    Some(promise(async { Ok(token.await?.expose().into()) }))
}

/// Ends a session.
#[wasm_bindgen(js_name = endSession)]
pub fn end_session(session: u32) -> Option<Promise> {
    #[derive(Serialize)]
    struct Revocation {
        revoked: bool,
    }
    let ended = find(session)?.end();
    Some(promise(async { Ok(to_js(&Revocation { revoked: ended.await.revoked })) }))
}

/// When a session ends or ended, in milliseconds since the epoch.
#[wasm_bindgen(js_name = expiresAt)]
pub fn expires_at(session: u32) -> Option<f64> {
    Some(time(find(session)?.expires_at()))
}

/// Whether a session has not ended.
#[wasm_bindgen(js_name = isActive)]
pub fn is_active(session: u32) -> bool {
    find(session).is_some_and(|session| session.is_active())
}

/// Where a session is really stored.
#[wasm_bindgen(js_name = storageOf)]
pub fn storage_of(session: u32) -> Option<String> {
    Some(find(session)?.storage().as_str().into())
}

/// What was wrong with the last link that left a session running; `null` where nothing was.
#[wasm_bindgen(js_name = linkErrorOf)]
pub fn link_error_of(session: u32) -> JsValue {
    find(session).and_then(|session| session.link_error()).map_or(JsValue::NULL, error_to_js)
}

fn find(session: u32) -> Option<Impersonation> {
    Impersonation::of(SessionId::of(session))
}

fn promise(outcome: impl Future<Output = Result<JsValue, Error>> + 'static) -> Promise {
    future_to_promise(async { outcome.await.map_err(error_to_js) })
}

fn link_to_js(link: &Link) -> JsValue {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct LinkView<'link> {
        refresh_token: &'link str,
        #[serde(skip_serializing_if = "Option::is_none")]
        expires_on: Option<f64>,
        #[serde(skip_serializing_if = "Option::is_none")]
        expires_in: Option<f64>,
    }
    to_js(&LinkView {
        refresh_token: link.refresh_token.expose(),
        expires_on: link.expires_on.map(time),
        expires_in: link.expires_in.map(time),
    })
}

fn session_to_js(session: &Impersonation) -> JsValue {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct SessionView<'session> {
        id: u32,
        subject: &'session str,
        #[serde(skip_serializing_if = "Option::is_none")]
        impersonated_by: Option<&'session str>,
        roles: &'session [String],
    }
    to_js(&SessionView {
        id: session.id().number(),
        subject: session.subject(),
        impersonated_by: session.impersonated_by(),
        roles: session.roles(),
    })
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Expiring {
    #[serde(with = "serde_wasm_bindgen::preserve")]
    expires_at: js_sys::Date,
}

#[derive(Serialize)]
struct Ended {
    reason: &'static str,
    revoked: bool,
}

#[derive(Serialize)]
struct Problem {
    code: &'static str,
}

fn detail(event: Event) -> JsValue {
    match event {
        Event::Expiring { expires_at } => {
            to_js(&Expiring { expires_at: js_sys::Date::new(&time(expires_at).into()) })
        }
        Event::Ended { reason, revoked } => to_js(&Ended { reason: reason.as_str(), revoked }),
        Event::Error(code) => to_js(&Problem { code: code.as_str() }),
    }
}
