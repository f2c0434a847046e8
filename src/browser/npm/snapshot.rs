//! A snapshot as JavaScript gets it.

use wasm_bindgen::JsValue;

use crate::browser::js::{Object, set};
use crate::browser::shell;
use crate::protocol::{EmbedId, word};

/// The snapshot of an embed; of one that is closed little is left to tell.
pub(super) fn to_js(embed: EmbedId) -> JsValue {
    let snapshot = shell::snapshot(embed);
    let path = shell::mounted(embed).and_then(|mounted| mounted.path());
    let told = figures(
        "age requests sent failed embeds life",
        &[
            time(snapshot.age),
            snapshot.requests.into(),
            snapshot.sent.into(),
            snapshot.failed.into(),
            snapshot.embeds.into(),
            snapshot.life.map_or(f64::NAN, time),
        ],
    );
    set(&told, "version", snapshot.version.into());
    set(&told, "state", snapshot.state.as_str().into());
    set(&told, "origin", snapshot.origin.into());
    set(&told, "path", path.unwrap_or_default().into());
    let flight = snapshot.flight.map(|flight| {
        let told = figures("attempt age", &[flight.attempt.into(), time(flight.age)]);
        set(&told, "reason", flight.reason.as_str().into());
        told
    });
    set(&told, "flight", flight.unwrap_or(JsValue::NULL));
    let last_error = snapshot.last_error.map(|(error, age)| {
        let told = figures("age", &[time(age)]);
        set(&told, "code", error.code.as_str().into());
        if let Some(status) = error.status() {
            set(&told, "status", status.into());
        }
        told
    });
    set(&told, "lastError", last_error.unwrap_or(JsValue::NULL));
    told
}

/// An object with numbers under these names, and `null` for what is no number.
#[inline(never)]
fn figures(names: &'static str, figures: &[f64]) -> JsValue {
    let told = Object::new();
    for (place, figure) in figures.iter().enumerate() {
        let figure = if figure.is_nan() { JsValue::NULL } else { (*figure).into() };
        set(&told, word(names, b' ', place), figure);
    }
    told.into()
}

#[expect(clippy::cast_precision_loss, reason = "milliseconds within a page's life are far below 2^53")]
fn time(milliseconds: u64) -> f64 {
    milliseconds as f64
}
