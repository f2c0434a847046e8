//! The faults of the host's token endpoint, as a layer around its routes.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, header};
use axum::middleware::{self, Next};
use axum::response::Response;

use super::counts::Counts;
use super::gate::Gate;
use super::tracked_body::tracked;
use crate::host_backend::token_endpoint;

/// What the token endpoint does, and what has been counted.
#[derive(Clone, Debug, Default)]
pub(crate) struct Faults(pub(super) Arc<Shared>);

#[derive(Debug, Default)]
pub(super) struct Shared {
    pub(super) token_endpoint: Gate,
    pub(super) counts: Arc<Counts>,
}

/// Puts the faults in front of the token endpoint among these routes.
pub(crate) fn in_front_of(routes: Router, faults: &Faults) -> Router {
    routes.layer(middleware::from_fn_with_state(faults.clone(), misbehave))
}

async fn misbehave(State(faults): State<Faults>, request: Request, next: Next) -> Response {
    if request.uri().path() != token_endpoint::PATH {
        return next.run(request).await;
    }
    let visit = faults.0.counts.arrival();
    let usual = async {
        let response = next.run(request).await;
        faults.0.counts.usual(response.status());
        response
    };
    let mut response = faults.0.token_endpoint.answer(usual).await;
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    tracked(response, visit)
}
