//! Faulty answers.

use std::convert::Infallible;
use std::io;

use axum::Json;
use axum::body::{Body, Bytes, to_bytes};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use futures_util::stream::{self, StreamExt};
use tokio::task;
use url::Url;

/// The usual answer, whose second half is held back until `released`.
pub(super) async fn stalled(
    response: Response,
    released: impl Future<Output = ()> + Send + 'static,
) -> Response {
    in_halves(response, async move |rest| {
        released.await;
        Ok::<_, Infallible>(rest)
    })
    .await
}

/// The usual answer, cut after its first half by closing the connection.
pub(super) async fn cut(response: Response) -> Response {
    in_halves(response, async move |_| {
        // Lets the connection send the first half.
        task::yield_now().await;
        Err(io::Error::other("cut on request"))
    })
    .await
}

/// No answer: the connection is closed before the first byte.
pub(super) fn dropped(response: Response) -> Response {
    response.map(|_| {
        Body::from_stream(stream::once(async { Err::<Bytes, _>(io::Error::other("dropped on request")) }))
    })
}

/// An error status, as a failing server or proxy sends it.
pub(super) fn status(status: u16, retry_after: Option<u32>) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = (status, Json(serde_json::json!({ "error": "as requested" }))).into_response();
    if let Some(seconds) = retry_after {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

/// A redirect to a page where users sign in.
pub(super) fn redirect(to: &Url) -> Response {
    (StatusCode::FOUND, [(header::LOCATION, to.as_str())]).into_response()
}

/// HTML instead of JSON, as from a proxy that requires a login.
pub(super) fn login_page() -> Response {
    Html("<!doctype html><html lang=\"en\"><title>Sign in</title><h1>Please sign in</h1></html>")
        .into_response()
}

/// Success with this JSON.
pub(super) fn json(value: serde_json::Value) -> Response {
    Json(value).into_response()
}

/// The response announces its whole length and begins with half of it; `second_half` gets the rest and decides about
/// it.
async fn in_halves<E, F>(response: Response, second_half: impl FnOnce(Bytes) -> F) -> Response
where
    E: Into<axum::BoxError> + 'static,
    F: Future<Output = Result<Bytes, E>> + Send + 'static,
{
    let (mut parts, body) = response.into_parts();
    let mut first = to_bytes(body, usize::MAX).await.unwrap_or_default();
    parts.headers.insert(header::CONTENT_LENGTH, HeaderValue::from(first.len()));
    let rest = first.split_off(first.len() / 2);
    let body = stream::once(async move { Ok(first) }).chain(stream::once(second_half(rest)));
    Response::from_parts(parts, Body::from_stream(body))
}
