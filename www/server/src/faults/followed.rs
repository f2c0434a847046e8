//! A body that tells when its last byte was taken.

use std::pin::Pin;
use std::task::{Context, Poll};

use axum::Error;
use axum::body::{Body, Bytes, HttpBody};
use axum::http::StatusCode;
use http_body::{Frame, SizeHint};

use super::counts::Visit;

/// Passes a body through, and tells the visit how that ended.
#[derive(Debug)]
pub(super) struct Followed {
    body: Body,
    /// Bytes to come, where that is known: the server does not ask for the end after the last of them.
    remaining: Option<u64>,
    status: StatusCode,
    visit: Visit,
}

impl Followed {
    pub(super) fn new(body: Body, length: Option<u64>, status: StatusCode, visit: Visit) -> Self {
        let remaining = length.or_else(|| body.size_hint().exact());
        Self { body, remaining, status, visit }
    }

    fn took(&mut self, bytes: usize) {
        let bytes = u64::try_from(bytes).unwrap_or(u64::MAX);
        self.remaining = self.remaining.map(|remaining| remaining.saturating_sub(bytes));
        if self.remaining == Some(0) || self.body.is_end_stream() {
            self.visit.complete(self.status);
        }
    }
}

impl HttpBody for Followed {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        let polled = Pin::new(&mut self.body).poll_frame(context);
        match &polled {
            Poll::Ready(Some(Ok(frame))) => self.took(frame.data_ref().map_or(0, Bytes::len)),
            Poll::Ready(Some(Err(_))) => self.visit.broken_off(),
            Poll::Ready(None) => self.took(0),
            Poll::Pending => {}
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
