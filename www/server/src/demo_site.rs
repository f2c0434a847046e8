//! The host's origin: the demo page and the npm package in front of the backend, and its faults where they are wanted.

use axum::routing::get;
use axum::{Json, Router};
use serde::Serialize;

use crate::content_policy;
use crate::faults::{self, Faults};
use crate::host_backend::{self, HostBackend};
use crate::origins::Origins;
use crate::pages;
use crate::servers::Settings;

/// What `/config.json` tells the page.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Config {
    wisdom: String,
    stranger: Option<String>,
    stand_in: bool,
}

pub(crate) fn router(
    backend: HostBackend,
    settings: &Settings,
    origins: &Origins,
    faults: Option<Faults>,
) -> anyhow::Result<Router> {
    let backend = host_backend::routes(backend);
    let backend = match faults {
        Some(faults) => faults::in_front_of(backend, &faults).merge(faults::levers(faults)),
        None => backend,
    };
    let mut router = backend
        .merge(config(origins))
        .nest_service("/embed-host", pages::folder(&settings.package))
        .fallback_service(pages::folder(&settings.site))
        .layer(pages::policy(&content_policy::of_demo(origins))?);
    for (path, folder) in &settings.mounts {
        let policy = pages::policy(&content_policy::of_tests(origins))?;
        router = router.nest_service(path, pages::folder(folder).layer(policy));
    }
    Ok(router)
}

fn config(origins: &Origins) -> Router {
    let config = Config {
        wisdom: origins.wisdom.clone(),
        stranger: origins.stranger.clone(),
        stand_in: origins.stranger.is_some(),
    };
    Router::new().route("/config.json", get(async move || Json(config.clone())))
}
