//! A snapshot as JavaScript gets it.

use serde::Serialize;
use wasm_bindgen::JsValue;

use super::time;
use crate::protocol::{FetchSnapshot, Snapshot};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct View<'page> {
    version: &'static str,
    state: &'static str,
    origin: &'page str,
    path: String,
    age: f64,
    requests: u32,
    sent: u32,
    failed: u32,
    fetch: Option<Fetch>,
    life: Option<f64>,
    last_error: Option<LastError>,
    embeds: u32,
}

#[derive(Serialize)]
struct Fetch {
    attempt: u32,
    age: f64,
    reason: &'static str,
}

#[derive(Serialize)]
struct LastError {
    code: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    age: f64,
}

pub(super) fn to_js(snapshot: &Snapshot, path: String) -> JsValue {
    let fetch = |fetch: FetchSnapshot| Fetch {
        attempt: fetch.attempt,
        age: time(fetch.age),
        reason: fetch.reason.as_str(),
    };
    let last_error = snapshot.last_error.map(|(error, age)| LastError {
        code: error.code.as_str(),
        status: error.status(),
        age: time(age),
    });
    super::to_js(&View {
        version: snapshot.version,
        state: snapshot.state.as_str(),
        origin: &snapshot.origin,
        path,
        age: time(snapshot.age),
        requests: snapshot.requests,
        sent: snapshot.sent,
        failed: snapshot.failed,
        fetch: snapshot.fetch.map(fetch),
        life: snapshot.life.map(time),
        last_error,
        embeds: snapshot.embeds,
    })
}
