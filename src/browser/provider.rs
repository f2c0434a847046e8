//! Gets one token: from the host's endpoint, or from a callback.

use std::rc::Rc;

use futures_util::future::LocalBoxFuture;
use js_sys::Date;
use wasm_bindgen::JsValue;
use web_sys::{AbortSignal, RequestInit, Response};

use super::clock::now;
use super::fetch::{body, fetch, header};
use super::fields::{json, jwt_payload, number, own_number, own_string, set, string};
use crate::protocol::{Claims, Error, ErrorCode, FetchReason, Secret, TokenGrant, retry_after};

const UNREACHABLE: Error = Error::new(ErrorCode::Network);

/// What a token callback is given.
#[derive(Clone, Debug)]
pub struct TokenContext {
    /// Aborted at the deadline, and when nobody waits for the token any more. Pass it to `fetch`.
    pub signal: AbortSignal,
    /// Why a token is wanted.
    pub reason: FetchReason,
    /// The user of the embed or of the source.
    pub user: Option<String>,
}

/// Something that gets tokens. Endpoints and callbacks are the same to all that is above.
#[derive(Clone)]
pub(crate) struct TokenProvider(
    Rc<dyn Fn(TokenContext) -> LocalBoxFuture<'static, Result<TokenGrant, Error>>>,
);

impl core::fmt::Debug for TokenProvider {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        formatter.write_str("TokenProvider")
    }
}

impl TokenProvider {
    pub(crate) fn new<F>(provide: impl Fn(TokenContext) -> F + 'static) -> Self
    where
        F: Future<Output = Result<TokenGrant, Error>> + 'static,
    {
        Self(Rc::new(move |context| Box::pin(provide(context))))
    }

    /// One token, with what it says of itself.
    pub(super) async fn token(&self, context: TokenContext) -> Result<TokenGrant, Error> {
        let grant = (self.0)(context).await?;
        Ok(TokenGrant { claims: claims(grant.token.expose()), ..grant })
    }
}

/// Calls an endpoint, and reads its answer, headers and body, until the signal is aborted.
///
/// The errors are `network`, `refused`, `backend-status` and `bad-response`; never with a word of what came.
pub(super) async fn fetch_token(
    url: JsValue,
    init: RequestInit,
    signal: AbortSignal,
) -> Result<TokenGrant, Error> {
    set(&init, "cache", &"no-store".into()).map_err(|_| UNREACHABLE)?;
    init.set_signal(Some(&signal));
    let (status, response) = fetch(&url, &init).await.map_err(|_| UNREACHABLE)?;
    if let Some(error) = Error::from_status(status) {
        return Err(requested_delay(&response).map_or(error, |seconds| error.with_retry_after(seconds)));
    }
    read_grant(&json(&body(&response).await.map_err(|_| UNREACHABLE)?))
}

/// The seconds that `Retry-After` asks to wait.
fn requested_delay(response: &Response) -> Option<u32> {
    let date = header(response, "date");
    retry_after(&header(response, "retry-after")?, date.as_deref(), now().wall, parse_date)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "what is before the epoch is zero"
)]
fn parse_date(date: &str) -> Option<u64> {
    Some(Date::parse(date)).filter(|time| !time.is_nan()).map(|time| time as u64)
}

/// Reads `{ token }` or `{ jwt }`, with `expires_in` or `expiresIn` in seconds.
pub(crate) fn read_grant(value: &JsValue) -> Result<TokenGrant, Error> {
    grant(
        own_string(value, "token").or_else(|| own_string(value, "jwt")),
        own_number(value, "expires_in").or_else(|| own_number(value, "expiresIn")),
    )
}

/// Reads what a callback of the host gave: a token, or an object that holds one, which may be of a class of its own.
pub(crate) fn read_provided(value: &JsValue) -> Result<TokenGrant, Error> {
    grant(
        value.as_string().or_else(|| string(value, "token")).or_else(|| string(value, "jwt")),
        number(value, "expires_in").or_else(|| number(value, "expiresIn")),
    )
}

/// A lifetime counts if it is a positive number; else the token's own claims do.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the cast saturates, and what is not above zero is left out"
)]
fn grant(token: Option<String>, lifetime: Option<f64>) -> Result<TokenGrant, Error> {
    let token = Secret::new(token.ok_or(Error::new(ErrorCode::BadResponse))?);
    let expires_in = lifetime.map(|seconds| seconds as u32).filter(|seconds| *seconds > 0);
    Ok(TokenGrant { token, expires_in, claims: Claims::default() })
}

/// What a token says of itself; nothing where it cannot be read. It is trusted no further than to know the token's age.
fn claims(token: &str) -> Claims {
    let claims = jwt_payload(token);
    let seconds = |name| own_number(&claims, name).and_then(whole_seconds);
    Claims { issued_at: seconds("iat"), expires_at: seconds("exp") }
}

/// A `NumericDate` (RFC 7519 section 2) without its fraction; nothing of what is no time.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the range is checked")]
fn whole_seconds(date: f64) -> Option<u64> {
    (0.0..1e15).contains(&date).then_some(date as u64)
}
