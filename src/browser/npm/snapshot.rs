//! A snapshot as JavaScript gets it.

use wasm_bindgen::JsValue;

use crate::browser::js::{Object, set};
use crate::browser::shell;
use crate::protocol::EmbedId;

/// The snapshot of an embed; of one that is closed little is left to tell.
#[expect(clippy::cast_precision_loss, reason = "milliseconds within a page's life are far below 2^53")]
pub(super) fn to_js(embed: EmbedId) -> JsValue {
    let snapshot = shell::with(|shell| shell.page.snapshot(embed));
    let path = shell::mounted(embed).and_then(|mounted| mounted.path());
    let told = Object::new();
    let time = |object: &JsValue, name, value: Option<u64>| {
        set(object, name, &value.map_or(JsValue::NULL, |value| (value as f64).into()));
    };
    set(&told, "version", &snapshot.version.into());
    set(&told, "state", &snapshot.state.as_str().into());
    set(&told, "origin", &snapshot.origin.into());
    set(&told, "path", &path.unwrap_or_default().into());
    time(&told, "age", Some(snapshot.age));
    for (name, count) in [
        ("requests", snapshot.requests),
        ("sent", snapshot.sent),
        ("failed", snapshot.failed),
        ("embeds", snapshot.embeds),
    ] {
        set(&told, name, &count.into());
    }
    time(&told, "life", snapshot.life);
    let flight = snapshot.flight.map_or(JsValue::NULL, |flight| {
        let told = Object::new();
        set(&told, "attempt", &flight.attempt.into());
        time(&told, "age", Some(flight.age));
        set(&told, "reason", &flight.reason.as_str().into());
        told.into()
    });
    set(&told, "flight", &flight);
    let last_error = snapshot.last_error.map_or(JsValue::NULL, |(error, age)| {
        let told = Object::new();
        set(&told, "code", &error.code.as_str().into());
        if let Some(status) = error.status() {
            set(&told, "status", &status.into());
        }
        time(&told, "age", Some(age));
        told.into()
    });
    set(&told, "lastError", &last_error);
    told.into()
}
