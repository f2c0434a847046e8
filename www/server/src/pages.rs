//! Serves folders of pages with the headers that pages should have.

use std::path::Path;

use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::{self, Next};
use axum::response::Response;
use tower_http::services::ServeDir;
use tower_http::set_header::SetResponseHeaderLayer;

/// Serves a folder. Browsers revalidate its files each time, so that an edit shows at once.
pub(crate) fn folder(path: &Path) -> Router {
    Router::new()
        .fallback_service(ServeDir::new(path))
        .layer(middleware::from_fn(redirect_within))
        .layer(always(header::CACHE_CONTROL, HeaderValue::from_static("no-cache")))
        .layer(always(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")))
}

/// The address of a folder ends with a slash, and `ServeDir` redirects to it by the path that it sees. That may begin with
/// two slashes, as the address of another host does, and lacks the part at which the folder is served. So the redirect
/// is relative to the last segment.
async fn redirect_within(request: Request, next: Next) -> Response {
    let uri = request.uri();
    let name = uri.path().rsplit('/').next().unwrap_or_default();
    let query = uri.query().map(|query| format!("?{query}")).unwrap_or_default();
    let target = format!("./{name}/{query}");
    let mut response = next.run(request).await;
    if let Some(location) = response.headers_mut().get_mut(header::LOCATION) {
        *location = HeaderValue::from_str(&target).unwrap_or(HeaderValue::from_static("./"));
    }
    response
}

/// A layer that adds this header to every answer that does not have it.
pub(crate) fn always(name: HeaderName, value: HeaderValue) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::if_not_present(name, value)
}

/// The layer for this content security policy.
pub(crate) fn policy(text: &str) -> anyhow::Result<SetResponseHeaderLayer<HeaderValue>> {
    Ok(always(header::CONTENT_SECURITY_POLICY, HeaderValue::from_str(text)?))
}
