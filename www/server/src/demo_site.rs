//! The host's origin: the demo page, the npm package and the backend, with faults unless the tenant is real.

use std::path::Path;

use axum::http::{HeaderValue, header};
use axum::routing::get;
use axum::{Json, Router};
use serde::Serialize;
use tower_http::services::ServeFile;

use crate::content_policy;
use crate::faults::control;
use crate::faults::layer::{self, Faults};
use crate::host_backend::{self, HostBackend};
use crate::origins::Origins;
use crate::pages::{self, always};
use crate::settings::Settings;

/// The page that an impersonation link leads to.
pub(crate) const SUPPORT_APP: &str = "/support/app";

/// What a page has to know of the auth server.
#[derive(Clone, Debug)]
pub(crate) struct AuthServer {
    /// The page's client id there.
    pub(crate) client_id: String,
    pub(crate) stand_in: bool,
}

/// What `/config.json` answers.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Config {
    wisdom: String,
    attacker: Option<String>,
    stand_in: bool,
    melody: String,
    melody_client_id: String,
    melody_stand_in: bool,
}

pub(crate) fn router(
    backend: HostBackend,
    settings: &Settings,
    origins: &Origins,
    auth_server: AuthServer,
    faults: Option<Faults>,
) -> anyhow::Result<Router> {
    let backend = host_backend::routes(backend);
    let backend = match faults {
        Some(faults) => layer::in_front_of(backend, &faults).merge(control::routes(faults)),
        None => backend,
    };
    let mut router = backend
        .merge(config(origins, auth_server))
        .merge(support_app(&settings.site))
        .nest_service("/embed-host", pages::folder(&settings.package))
        .fallback_service(pages::folder(&settings.site))
        .layer(pages::policy(&content_policy::demo(origins))?);
    for (path, folder) in &settings.mounts {
        let policy = pages::policy(&content_policy::test_pages(origins))?;
        router = router.nest_service(path, pages::folder(folder).layer(policy));
    }
    Ok(router)
}

/// The page's address may hold a token. So no `Referer` may contain it, no cache may store the page, and the host's policy
/// names no place for reports, which contain the address too. The page is served without a redirect to a folder, which
/// would send the token twice.
fn support_app(site: &Path) -> Router {
    Router::new()
        .route_service(SUPPORT_APP, ServeFile::new(site.join("support/app.html")))
        .layer(always(header::CACHE_CONTROL, HeaderValue::from_static("no-store")))
        .layer(always(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")))
        .layer(always(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")))
}

fn config(origins: &Origins, auth_server: AuthServer) -> Router {
    let config = Config {
        wisdom: origins.wisdom.clone(),
        attacker: origins.attacker.clone(),
        stand_in: origins.attacker.is_some(),
        melody: origins.melody.clone(),
        melody_client_id: auth_server.client_id,
        melody_stand_in: auth_server.stand_in,
    };
    Router::new().route("/config.json", get(async move || Json(config.clone())))
}
