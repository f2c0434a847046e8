//! A call to the auth server.

use wasm_bindgen::{JsCast, JsValue};

use super::grant::read_grant;
use super::js::base64;
use super::shell;
use crate::browser::js::{self, AbortController, Object, Response, member, set};
use crate::browser::settled::settled;
use crate::protocol::impersonation::{Answer, Input, Request};

/// Sends a request and reads its answer, headers and body, until it is aborted.
///
/// It is a simple request, as long as nobody has to be named in a header: a form, no credentials, no other header. So
/// there is no preflight. A redirect is an error: the form holds a token, and is for this server alone.
pub(super) fn send(attempt: u32, request: &Request) {
    let controller = AbortController::new();
    let init = init(request);
    set(&init, "signal", &member(&controller, "signal"));
    shell::with(|shell| shell.requests.push((attempt, controller)));
    settled(&js::fetch(&request.url, &init), move |came| match came {
        Err(_) => answer(attempt, Answer::Unreachable),
        Ok(response) => read(attempt, response),
    });
}

/// Stops a call.
pub(super) fn abort(attempt: u32) {
    if let Some(controller) = take(attempt) {
        controller.abort();
    }
}

fn init(request: &Request) -> Object {
    let headers = Object::new();
    set(&headers, "content-type", &"application/x-www-form-urlencoded".into());
    if let Some(basic) = &request.basic {
        let mut credentials = String::from("Basic ");
        credentials.push_str(&base64(basic));
        set(&headers, "authorization", &credentials.into());
    }
    let init = Object::new();
    set(&init, "headers", &headers);
    set(&init, "method", &"POST".into());
    set(&init, "body", &request.form.expose().into());
    set(&init, "credentials", &"omit".into());
    set(&init, "redirect", &"error".into());
    set(&init, "referrerPolicy", &"no-referrer".into());
    set(&init, "keepalive", &request.outlives_page.into());
    init
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a status has three digits")]
fn read(attempt: u32, response: JsValue) {
    let status = js::number(&response, "status").unwrap_or_default() as u16;
    let response: Response = response.unchecked_into();
    if let 200..=299 = status {
        settled(&response.body_text(), move |text| {
            answer(attempt, text.map_or(Answer::Unreachable, |text| Answer::Success(read_grant(&text))));
        });
    } else {
        let retry_after = response.headers().header("retry-after");
        answer(attempt, Answer::failure(status, retry_after.as_string().as_deref()));
    }
}

/// Ends the call. The answer to one that was aborted meanwhile is dropped by the state machine.
fn answer(attempt: u32, answer: Answer) {
    drop(take(attempt));
    shell::handle(Input::Answered { attempt, answer });
}

fn take(attempt: u32) -> Option<AbortController> {
    shell::with(|shell| {
        let at = shell.requests.iter().position(|(number, _)| *number == attempt)?;
        Some(shell.requests.swap_remove(at).1)
    })
}
