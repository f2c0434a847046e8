//! The guest pages, at every path that the vendor documents.

use std::path::Path;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Method, header};
use axum::middleware::{self, Next};
use axum::response::Response;
use tower_http::services::ServeFile;

use super::state::StandIn;
use crate::origins::Origins;
use crate::pages::{self, always};

const PATHS: [&str; 6] = [
    "/embed/search",
    "/embed/dashboards",
    "/embed/dashboards/{id}",
    "/embed/chat/{id}",
    // Described on other pages of the vendor's documentation.
    "/chat/embed",
    "/dashboards/embed/{name}",
];

pub(super) fn routes(stand_in: StandIn, guest: &Path, origins: &Origins) -> anyhow::Result<Router> {
    let page = ServeFile::new(guest.join("index.html"));
    let pages = PATHS.iter().fold(Router::new(), |router, path| router.route_service(path, page.clone()));
    // The page's address contains a token: no cache may store it, and no `Referer` may contain it.
    let pages = pages
        .layer(always(header::CACHE_CONTROL, HeaderValue::from_static("no-store")))
        .layer(always(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")))
        .layer(pages::policy(&content_policy(origins))?)
        .layer(middleware::from_fn_with_state(stand_in, count));
    Ok(pages.nest_service("/guest", pages::folder(guest)))
}

async fn count(State(stand_in): State<StandIn>, request: Request, next: Next) -> Response {
    if request.method() == Method::GET {
        stand_in.0.counts.page();
    }
    next.run(request).await
}

fn content_policy(origins: &Origins) -> String {
    let commands = origins.wisdom.replacen("http", "ws", 1);
    format!(
        "default-src 'self'; img-src 'self' data:; connect-src 'self' {commands}; object-src 'none'; base-uri 'none'"
    )
}
