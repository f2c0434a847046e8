//! Requests to the auth server. Each is a simple one (form body, no cookies, no header that needs a preflight), but for the
//! revocation, which names the client.
//!
//! Source: <https://fetch.spec.whatwg.org/#cors-safelisted-request-header>, RFC 6749 section 6, RFC 7009 section 2.1

use js_sys::Object;
use std::rc::Rc;
use wasm_bindgen::JsValue;
use web_sys::{AbortSignal, ReferrerPolicy, RequestCredentials, RequestInit, RequestRedirect};

use super::environment;
use super::fetch::{body, fetch, header};
use super::fields::{json, jwt_payload, own_number, own_string, own_strings, set};
use crate::protocol::impersonation::{Claims, Grant, Request, Response, floor_seconds};
use crate::protocol::{Secret, delay_seconds, payload};

/// Posts a form, and reads the whole answer.
pub(super) async fn post(request: Rc<Request>, signal: AbortSignal) -> Response {
    answer(&request, &signal).await.unwrap_or(Response::Unreachable)
}

/// An error is whatever the browser threw. It is not read: it may hold the address.
async fn answer(request: &Request, signal: &AbortSignal) -> Result<Response, JsValue> {
    let (status, response) = fetch(&request.url.as_str().into(), &init(request, signal)?).await?;
    if !(200..300).contains(&status) {
        let retry_after = header(&response, "retry-after").and_then(|value| delay_seconds(&value));
        return Ok(Response::Failure { status, retry_after });
    }
    Ok(Response::Success(grant(&body(&response).await?).map(Box::new)))
}

fn init(request: &Request, signal: &AbortSignal) -> Result<RequestInit, JsValue> {
    let headers = Object::new();
    set(&headers, "content-type", &"application/x-www-form-urlencoded".into())?;
    if let Some(basic) = &request.basic {
        let window = environment::window().map_err(|_| JsValue::UNDEFINED)?;
        let mut authorization = String::from("Basic ");
        authorization.push_str(&window.btoa(basic)?);
        set(&headers, "authorization", &authorization.into())?;
    }
    let init = RequestInit::new();
    init.set_method("POST");
    init.set_headers(&headers);
    init.set_body(&request.form.expose().into());
    init.set_credentials(RequestCredentials::Omit);
    init.set_redirect(RequestRedirect::Error);
    init.set_signal(Some(signal));
    init.set_referrer_policy(ReferrerPolicy::NoReferrer);
    set(&init, "keepalive", &request.keepalive.into())?;
    Ok(init)
}

/// What the token endpoint granted. `None` without an access token that is a JWT. Own members count, and no others.
fn grant(body: &str) -> Option<Grant> {
    let answer = json(body);
    let access_token = own_string(&answer, "access_token").filter(|token| payload(token).is_some())?;
    let seconds = |name| own_number(&answer, name).and_then(floor_seconds);
    Some(Grant {
        refresh_token: own_string(&answer, "refresh_token").map(Secret::new),
        expires_in: seconds("expires_in"),
        expires_on: seconds("expires_on"),
        claims: claims(&access_token),
        access_token: Secret::new(access_token),
    })
}

fn claims(token: &str) -> Claims {
    let claims = jwt_payload(token);
    let seconds = |name| own_number(&claims, name).and_then(floor_seconds);
    Claims {
        issuer: own_string(&claims, "iss"),
        authorized_party: own_string(&claims, "azp"),
        subject: own_string(&claims, "sub"),
        impersonated_by: own_string(&claims, "impersonatedBy"),
        issued_at: seconds("iat"),
        expires_at: seconds("exp"),
        roles: own_strings(&claims, "roles"),
    }
}
