//! Which endpoint answers at which address.

use std::path::Path;

use axum::routing::{get, post};
use axum::{Json, Router};

use super::state::StandIn;
use super::{control, data, graphql, pages};
use crate::origins::Origins;

/// Everything that the stand-in serves, with the guest pages from this folder.
pub(crate) fn router(stand_in: StandIn, guest: &Path, origins: &Origins) -> anyhow::Result<Router> {
    let keys = stand_in.0.mint.published_keys()?;
    let routes = Router::new()
        .route("/graphql", post(graphql::graphql))
        .route("/api/data", get(data::data))
        .route("/.well-known/jwks.json", get(async move || Json(keys.clone())))
        .merge(control::routes())
        .with_state(stand_in.clone());
    Ok(routes.merge(pages::routes(stand_in, guest, origins)?))
}
