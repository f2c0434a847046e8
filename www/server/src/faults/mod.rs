//! Makes the token endpoint misbehave on request, and counts who called it. The endpoint itself knows nothing of this.

mod answers;
mod counts;
mod followed;
mod levers;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, header};
use axum::middleware::{self, Next};
use axum::response::Response;

use parking_lot::Mutex;
use serde::{Deserialize, Serialize};
use tokio::sync::Notify;
use tokio::time;

use crate::host_backend::token_endpoint;
use crate::turns::Turns;
use counts::Counts;

pub(crate) use levers::levers;

/// What the token endpoint does instead of simply answering.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
enum Fault {
    /// It answers.
    #[default]
    None,
    /// It answers late.
    Slow { ms: u64 },
    /// It never answers.
    Hang,
    /// It sends headers and half a body, and then no more.
    Stall,
    /// It sends headers and half a body, and closes the connection.
    Cut,
    /// It answers with this status.
    #[serde(rename_all = "camelCase")]
    Status {
        status: u16,
        #[serde(skip_serializing_if = "Option::is_none")]
        retry_after: Option<u32>,
    },
    /// It answers with a login page, as a proxy in front of it would.
    Html,
    /// It answers with this JSON.
    Body { json: serde_json::Value },
}

/// The fault that is set, and what has been counted.
#[derive(Clone, Debug, Default)]
pub(crate) struct Faults(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    token_endpoint: Mutex<Turns<Fault>>,
    release: Arc<Notify>,
    counts: Arc<Counts>,
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
    let mut response = faults.answer(request, next).await;
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    visit.follow(response)
}

impl Faults {
    async fn answer(&self, request: Request, next: Next) -> Response {
        let fault = self.0.token_endpoint.lock().take();
        // Made before anything is awaited, so that no release in between is missed.
        let released = Arc::clone(&self.0.release).notified_owned();
        match fault {
            Fault::None => next.run(request).await,
            Fault::Slow { ms } => {
                drop(time::timeout(Duration::from_millis(ms), released).await);
                next.run(request).await
            }
            Fault::Hang => {
                released.await;
                next.run(request).await
            }
            Fault::Stall => answers::stalled(next.run(request).await, released).await,
            Fault::Cut => answers::cut(next.run(request).await).await,
            Fault::Status { status, retry_after } => answers::status(status, retry_after),
            Fault::Html => answers::login_page(),
            Fault::Body { json } => answers::json(json),
        }
    }
}
