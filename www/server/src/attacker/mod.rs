//! A hostile origin: pages that try to get a token, or to pass for the guest or the host.

use axum::Router;
use axum::http::header;
use axum::response::Html;
use axum::routing::get;

use crate::content_policy;
use crate::origins::Origins;
use crate::pages;
use crate::settings::Mounts;

const PAGE: &str = include_str!("page.html");
const SCRIPT: &str = include_str!("page.js");
const STYLE: &str = include_str!("page.css");

/// One page at three paths; its script reads the path.
pub(crate) fn router(mounts: &Mounts, origins: &Origins) -> anyhow::Result<Router> {
    let mut router = Router::new();
    for path in ["/hostile", "/forge", "/flood"] {
        router = router.route(path, get(async || Html(PAGE)));
    }
    router = router
        .route("/attacker.js", get(async || ([(header::CONTENT_TYPE, "text/javascript")], SCRIPT)))
        .route("/attacker.css", get(async || ([(header::CONTENT_TYPE, "text/css")], STYLE)));
    for (path, folder) in mounts {
        let policy = pages::policy(&content_policy::test_pages(origins))?;
        router = router.nest_service(path, pages::folder(folder).layer(policy));
    }
    Ok(router)
}
