//! Decides, in front of an endpoint, whether it answers as usual.

use std::sync::Arc;
use std::time::Duration;

use axum::response::Response;
use parking_lot::Mutex;
use serde::{Deserialize, Serialize};
use tokio::sync::Notify;
use tokio::time;
use url::Url;

use super::answers;
use crate::limited::Limited;

/// What an endpoint does instead of answering as usual.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub(crate) enum Fault {
    /// It answers as usual.
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
    /// It handles the request, and closes the connection without an answer.
    Drop,
    /// It answers with this status.
    #[serde(rename_all = "camelCase")]
    Status {
        status: u16,
        #[serde(skip_serializing_if = "Option::is_none")]
        retry_after: Option<u32>,
    },
    /// It redirects to this address, as a sign-on gateway in front of it would.
    Redirect { to: Url },
    /// It answers with a login page, as a proxy in front of it would.
    Html,
    /// It answers with this JSON.
    Body { json: serde_json::Value },
}

/// The fault that is set, and the requests that it holds back. Clones share both.
#[derive(Clone, Debug, Default)]
pub(crate) struct Gate {
    fault: Arc<Mutex<Limited<Fault>>>,
    release: Arc<Notify>,
}

impl Gate {
    pub(crate) fn set(&self, fault: Limited<Fault>) {
        *self.fault.lock() = fault;
    }

    pub(crate) fn current(&self) -> Limited<Fault> {
        self.fault.lock().clone()
    }

    /// Lets the requests continue that are held back.
    pub(crate) fn release(&self) {
        self.release.notify_waiters();
    }

    /// The usual answer, or what the fault makes of it.
    pub(crate) async fn answer(&self, usual: impl Future<Output = Response>) -> Response {
        let fault = self.fault.lock().take();
        // Created before the first await, so that no release in between is missed.
        let released = Arc::clone(&self.release).notified_owned();
        match fault {
            Fault::None => usual.await,
            Fault::Slow { ms } => {
                drop(time::timeout(Duration::from_millis(ms), released).await);
                usual.await
            }
            Fault::Hang => {
                released.await;
                usual.await
            }
            Fault::Stall => answers::stalled(usual.await, released).await,
            Fault::Cut => answers::cut(usual.await).await,
            Fault::Drop => answers::dropped(usual.await),
            Fault::Status { status, retry_after } => answers::status(status, retry_after),
            Fault::Redirect { to } => answers::redirect(&to),
            Fault::Html => answers::login_page(),
            Fault::Body { json } => answers::json(json),
        }
    }
}
