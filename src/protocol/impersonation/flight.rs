//! One request to the auth server: its calls, its deadline, and the pauses between the calls.

use std::rc::Rc;

use super::claims::Grant;
use super::client::Request;
use super::context::Context;
use super::effect::{Effect, HostEffect, Response};
use crate::protocol::backoff::{Backoff, longest_pause};
use crate::protocol::{Error, ErrorCode, Instant};

/// One request, with its retries.
#[derive(Debug)]
pub(super) struct Flight {
    request: Rc<Request>,
    timeout: u32,
    deadline: Instant,
    backoff: Backoff,
    stage: Stage,
    last_failure: Option<Error>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// A call with this attempt number is under way.
    Calling(u32),
    /// The next call is made at this time.
    Pausing(Instant),
}

/// How a flight ended: a 2xx status, with a grant where there was one, or an error.
pub(super) type FetchResult = Result<Option<Box<Grant>>, Error>;

impl Flight {
    /// A flight whose first call is due at once.
    pub(super) fn start(request: Request, timeout: u32, now: Instant) -> Self {
        Self {
            request: Rc::new(request),
            timeout,
            deadline: now.after(u64::from(timeout)),
            backoff: Backoff::default(),
            stage: Stage::Pausing(now),
            last_failure: None,
        }
    }

    /// Whether the call with this attempt number is under way. An answer to any other one is dropped.
    pub(super) fn is_calling(&self, attempt: u32) -> bool {
        self.stage == Stage::Calling(attempt)
    }

    /// Makes the call that is due. Gives an error once the deadline has passed.
    pub(super) fn handle_timeout(&mut self, cx: &mut Context) -> Option<Error> {
        match self.stage {
            _ if cx.now >= self.deadline => {
                self.abort(cx);
                return Some(self.last_failure.unwrap_or(Error::new(ErrorCode::Timeout)));
            }
            Stage::Pausing(next) if cx.now >= next => {
                let attempt = cx.next_attempt();
                self.stage = Stage::Calling(attempt);
                cx.push(Effect::Send { attempt, request: self.request.clone() });
            }
            Stage::Calling(_) | Stage::Pausing(_) => {}
        }
        None
    }

    /// Takes the response to the call under way. Gives nothing if the call is made again.
    pub(super) fn on_response(&mut self, response: Response, cx: &Context) -> Option<FetchResult> {
        let failure = match response {
            Response::Success(grant) => return Some(Ok(grant)),
            Response::Failure { status: status @ (400..=428 | 430..=499), .. } => {
                return Some(Err(Error::new(ErrorCode::ExchangeRefused).with_status(status)));
            }
            Response::Failure { status, retry_after } => {
                let error = Error::new(ErrorCode::BackendStatus).with_status(status);
                retry_after.map_or(error, |seconds| error.with_retry_after(seconds))
            }
            Response::Unreachable => Error::new(ErrorCode::Network),
        };
        self.last_failure = Some(failure);
        self.backoff.apply_retry_after(failure.retry_after(), cx.now);
        let next = self.backoff.call_failed(longest_pause(self.timeout), cx.now, cx.random);
        self.stage = Stage::Pausing(next);
        if next < self.deadline { None } else { Some(Err(failure)) }
    }

    /// Aborts the call under way.
    pub(super) fn abort(&self, cx: &mut Context) {
        if let Stage::Calling(attempt) = self.stage {
            cx.push_host(HostEffect::Abort { attempt });
        }
    }

    /// When time next changes anything.
    pub(super) fn next_timeout(&self) -> Instant {
        match self.stage {
            Stage::Calling(_) => self.deadline,
            Stage::Pausing(next) => next.min(self.deadline),
        }
    }
}
