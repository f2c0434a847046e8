//! Folders of pages, served with the headers that pages should have.

use std::path::Path;

use axum::Router;
use axum::http::{HeaderName, HeaderValue, header};
use tower_http::services::ServeDir;
use tower_http::set_header::SetResponseHeaderLayer;

/// Serves a folder. Its files are looked at again each time, so that an edit is seen at once.
pub(crate) fn folder(path: &Path) -> Router {
    Router::new()
        .fallback_service(ServeDir::new(path))
        .layer(always(header::CACHE_CONTROL, HeaderValue::from_static("no-cache")))
        .layer(always(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")))
}

/// A layer that puts this header on every answer that does not have it yet.
pub(crate) fn always(name: HeaderName, value: HeaderValue) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::if_not_present(name, value)
}

/// As a page's answer says: what it may load, and from where.
pub(crate) fn policy(text: &str) -> anyhow::Result<SetResponseHeaderLayer<HeaderValue>> {
    Ok(always(header::CONTENT_SECURITY_POLICY, HeaderValue::from_str(text)?))
}
