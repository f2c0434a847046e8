//! Takes connections and serves them, with a deadline for the head of each request.
//!
//! `axum::serve` has none: whoever sends half a head would hold a connection for as long as they like. There is no
//! deadline for a client that takes its answer slowly; on the internet, a proxy in front has to have one.

use std::convert::Infallible;
use std::time::Duration;

use axum::Router;
use axum::serve::Listener;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;

/// Serves for as long as the process lives. A connection on which no head is complete in time is closed, also when
/// nothing has come at all.
pub(crate) async fn serve(mut listener: impl Listener, router: Router, deadline: Duration) -> Infallible {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(deadline);
    loop {
        let (stream, _) = listener.accept().await;
        let service = TowerToHyperService::new(router.clone());
        let connection = http.serve_connection(TokioIo::new(stream), service).with_upgrades();
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!("a connection broke: {error}");
            }
        });
    }
}
