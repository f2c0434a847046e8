//! Serves folders of pages with the headers that pages should have.

use std::path::Path;

use axum::Router;
use axum::http::{HeaderName, HeaderValue, header};
use tower_http::services::ServeDir;
use tower_http::set_header::SetResponseHeaderLayer;

/// Serves a folder. Browsers revalidate its files each time, so that an edit shows at once.
pub(crate) fn folder(path: &Path) -> Router {
    Router::new()
        .fallback_service(ServeDir::new(path))
        .layer(always(header::CACHE_CONTROL, HeaderValue::from_static("no-cache")))
        .layer(always(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")))
}

/// A layer that adds this header to every answer that does not have it.
pub(crate) fn always(name: HeaderName, value: HeaderValue) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::if_not_present(name, value)
}

/// The layer for this content security policy.
pub(crate) fn policy(text: &str) -> anyhow::Result<SetResponseHeaderLayer<HeaderValue>> {
    Ok(always(header::CONTENT_SECURITY_POLICY, HeaderValue::from_str(text)?))
}
