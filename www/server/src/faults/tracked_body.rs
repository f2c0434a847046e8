//! A response body that reports whether it was sent completely.

use std::pin::Pin;
use std::task::{Context, Poll};

use axum::Error;
use axum::body::{Body, Bytes, HttpBody};
use axum::http::{StatusCode, header};
use axum::response::Response;
use http_body::{Frame, SizeHint};

use super::counts::Visit;

/// The response, whose body reports to `visit` when its last byte is taken or when it breaks off.
pub(crate) fn tracked(response: Response, visit: Visit) -> Response {
    let length = response.headers().get(header::CONTENT_LENGTH);
    let length = length.and_then(|value| value.to_str().ok()?.parse().ok());
    let status = response.status();
    response.map(|body| {
        let remaining = length.or_else(|| body.size_hint().exact());
        Body::new(TrackedBody { body, remaining, status, visit })
    })
}

/// Passes a body through, and reports to the visit how that ended.
#[derive(Debug)]
struct TrackedBody {
    body: Body,
    /// Bytes to come, if known: the server does not poll for the end after the last of them.
    remaining: Option<u64>,
    status: StatusCode,
    visit: Visit,
}

impl TrackedBody {
    fn took(&mut self, bytes: usize) {
        let bytes = u64::try_from(bytes).unwrap_or(u64::MAX);
        self.remaining = self.remaining.map(|remaining| remaining.saturating_sub(bytes));
        if self.remaining == Some(0) || self.body.is_end_stream() {
            self.visit.complete(self.status);
        }
    }
}

impl HttpBody for TrackedBody {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        let polled = Pin::new(&mut self.body).poll_frame(context);
        match &polled {
            Poll::Ready(Some(Ok(frame))) => self.took(frame.data_ref().map_or(0, Bytes::len)),
            Poll::Ready(Some(Err(_))) => self.visit.cut_short(),
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
