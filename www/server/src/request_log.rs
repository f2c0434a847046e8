//! One debug line for each request: its path, never its query, because a guest's query contains a token.

use std::time::Instant;

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;

pub(crate) async fn log(request: Request, next: Next) -> Response {
    let started = Instant::now();
    let method = request.method().clone();
    let path = request.uri().path().to_owned();
    let response = next.run(request).await;
    tracing::debug!("{method} {path} {} in {} ms", response.status().as_u16(), started.elapsed().as_millis());
    response
}
