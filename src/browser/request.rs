//! A call of the host's token endpoint.

use wasm_bindgen::{JsCast, JsValue};

use super::call::Reply;
use super::grant::read_grant;
use super::js::{self, Response, parse_json};
use super::settled::settled;
use crate::protocol::{Error, ErrorCode, TokenGrant, retry_after};

/// Sends a request, reads its answer, headers and body, until the signal says stop, and replies.
///
/// The errors are `network`, `refused`, `backend-status` and `bad-response`; never with a word of what came.
pub(super) fn send(url: &JsValue, init: &JsValue, signal: &JsValue, reply: Reply) {
    js::set(init, "cache", "no-store".into());
    js::set(init, "signal", signal.clone());
    settled(&js::fetch(url, init), |came| match came.map_err(|_| UNREACHABLE).and_then(check) {
        Err(error) => reply.send(Err(error)),
        Ok(response) => settled(&response.body_text(), |text| {
            reply.send(text.map_err(|_| UNREACHABLE).and_then(|text| read(&text)));
        }),
    });
}

const UNREACHABLE: Error = Error::new(ErrorCode::Network);

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a status has three digits")]
fn check(response: JsValue) -> Result<Response, Error> {
    let status = js::number(&response, "status").unwrap_or_default() as u16;
    let response: Response = response.unchecked_into();
    match Error::from_status(status) {
        None => Ok(response),
        Some(error) => Err(wait_asked_by(&response).map_or(error, |seconds| error.with_retry_after(seconds))),
    }
}

/// The seconds that `Retry-After` asks to wait.
fn wait_asked_by(response: &Response) -> Option<u32> {
    let headers = response.headers();
    let (asked, answered) = (headers.header("retry-after"), headers.header("date"));
    if asked.is_null() {
        return None;
    }
    let seconds = parse_json(&asked).ok().and_then(|value| value.as_f64());
    retry_after(
        seconds.unwrap_or(f64::NAN),
        js::parse_date(&asked),
        js::parse_date(&answered),
        js::wall_now(),
    )
}

fn read(text: &JsValue) -> Result<TokenGrant, Error> {
    read_grant(&parse_json(text).unwrap_or_default())
}
