//! A snapshot as JavaScript gets it.

use wasm_bindgen::JsValue;

use crate::browser::js::record;
use crate::browser::shell;
use crate::protocol::EmbedId;

/// The snapshot of an embed; of one that is closed little is left to tell.
pub(super) fn to_js(embed: EmbedId) -> JsValue {
    let snapshot = shell::with(|shell| shell.page.snapshot(embed));
    let path = shell::mounted(embed).and_then(|mounted| mounted.path());
    let flight = snapshot.flight.map(|flight| {
        record(
            "attempt age reason",
            &[flight.attempt.into(), time(flight.age), flight.reason.as_str().into()],
        )
    });
    let last_error = snapshot.last_error.map(|(error, age)| {
        let status = error.status().map_or(JsValue::UNDEFINED, JsValue::from);
        record("code status age", &[error.code.as_str().into(), status, time(age)])
    });
    record(
        "version state origin path age requests sent failed flight life lastError embeds",
        &[
            snapshot.version.into(),
            snapshot.state.as_str().into(),
            snapshot.origin.into(),
            path.unwrap_or_default().into(),
            time(snapshot.age),
            snapshot.requests.into(),
            snapshot.sent.into(),
            snapshot.failed.into(),
            flight.unwrap_or(JsValue::NULL),
            snapshot.life.map_or(JsValue::NULL, time),
            last_error.unwrap_or(JsValue::NULL),
            snapshot.embeds.into(),
        ],
    )
}

#[expect(clippy::cast_precision_loss, reason = "milliseconds within a page's life are far below 2^53")]
fn time(milliseconds: u64) -> JsValue {
    (milliseconds as f64).into()
}
