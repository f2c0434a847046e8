//! CORS: pages of every origin may read every answer, errors included, and send any header, but no cookies.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::state::StandIn;

const ANY: HeaderValue = HeaderValue::from_static("*");
const METHODS: HeaderValue = HeaderValue::from_static("GET,HEAD,PUT,POST,DELETE,PATCH,QUERY");

pub(super) async fn every_origin(State(stand_in): State<StandIn>, request: Request, next: Next) -> Response {
    let mut response = if request.method() == Method::OPTIONS {
        stand_in.0.counts.preflights.add();
        preflight(request.headers())
    } else {
        next.run(request).await
    };
    response.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, ANY);
    response
}

fn preflight(asked: &HeaderMap) -> Response {
    let mut response = StatusCode::NO_CONTENT.into_response();
    let allowed = response.headers_mut();
    allowed.insert(header::ACCESS_CONTROL_ALLOW_METHODS, METHODS);
    if let Some(headers) = asked.get(header::ACCESS_CONTROL_REQUEST_HEADERS).and_then(mirrored) {
        allowed.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, headers);
        allowed.insert(header::VARY, HeaderValue::from_static("Access-Control-Request-Headers"));
    }
    response
}

/// The requested header names, without the spaces between them.
fn mirrored(asked: &HeaderValue) -> Option<HeaderValue> {
    let names: Vec<&str> = asked.to_str().ok()?.split(',').map(str::trim).collect();
    HeaderValue::from_str(&names.join(",")).ok().filter(|names| !names.is_empty())
}
