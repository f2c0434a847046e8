//! Calls to the host's backends that are under way.

use std::time::{Duration, UNIX_EPOCH};

use crate::backend::{Form, Reply};
use crate::device::BEGINNING;
use crate::machine::{Answer, Error, ErrorCode, FetchReason, Input, retry_after};
use crate::shell::RegisteredSource;
use crate::tally::Count;
use crate::world::{Microtask, OnPage, World};

const UNREACHABLE: Reply = Reply::Failed(Error::new(ErrorCode::Network));

impl World {
    pub(crate) fn register_source(&mut self, page: usize, source: u32, backend: usize, timeout: u32) {
        let ignores_abort = self.rng.once_in(4);
        let row = RegisteredSource { backend, timeout, ignores_abort, calls: Vec::new() };
        self.tabs[page].sources.insert(source, row);
    }

    /// A call is really made, unless it was aborted in the tick in which it was wanted.
    pub(crate) fn call_begins(&mut self, page: usize, source: u32, attempt: u32, reason: FetchReason) {
        let tab = &mut self.tabs[page];
        let row = tab.sources.get_mut(&source);
        let call = row.and_then(|row| {
            Some((row.backend, row.timeout, row.calls.iter_mut().find(|call| call.0 == attempt)?))
        });
        let Some((backend, timeout, call)) = call else {
            return self.tally.add(Count::NeverCalled);
        };
        call.1 = true;
        let timeout = u64::from(timeout);
        self.tally.call(reason);
        if self.device.offline {
            let delay = self.rng.between(1, 30);
            return self.on_page_in(delay, page, OnPage::Answer { source, attempt, reply: UNREACHABLE });
        }
        let came = self.backends[backend].call(self.now, timeout, &mut self.rng, &mut self.ledger);
        if let Some((delay, reply)) = came {
            self.on_page_in(delay, page, OnPage::Answer { source, attempt, reply });
        }
    }

    /// Stops a call: an endpoint's ends with an error in a microtask.
    pub(crate) fn abort(&mut self, page: usize, source: u32, attempt: u32) {
        let made = self.take_call(page, source, attempt);
        if made.is_some_and(|(made, ignores_abort)| made && !ignores_abort) {
            self.tabs[page].microtasks.push_back(Microtask::AbortedCallEnds { source, attempt });
        }
    }

    pub(crate) fn aborted_call_ends(&mut self, page: usize, source: u32, attempt: u32) {
        self.answer(page, source, attempt, Answer::Failed(Error::new(ErrorCode::Network)));
    }

    /// Takes a call off the list. Says whether it was really made, and whether an abort means nothing to it.
    fn take_call(&mut self, page: usize, source: u32, attempt: u32) -> Option<(bool, bool)> {
        let row = self.tabs[page].sources.get_mut(&source)?;
        let at = row.calls.iter().position(|call| call.0 == attempt)?;
        let (_, made) = row.calls.swap_remove(at);
        Some((made, row.ignores_abort))
    }

    /// Something comes back. What an endpoint sends after an abort never arrives; what a callback gives does.
    pub(crate) fn reply_arrives(&mut self, page: usize, source: u32, attempt: u32, reply: Reply) {
        let ignores_abort = self.tabs[page].sources.get(&source).is_none_or(|row| row.ignores_abort);
        if self.take_call(page, source, attempt).is_none() && !ignores_abort {
            return;
        }
        let answer = self.read(page, reply);
        self.answer(page, source, attempt, answer);
    }

    fn answer(&mut self, page: usize, source: u32, attempt: u32, answer: Answer) {
        self.handle(page, Input::Answered { source, attempt, answer });
    }

    /// Reads a reply as the shell does, `Retry-After` by the clock of this machine.
    fn read(&mut self, page: usize, reply: Reply) -> Answer {
        let (status, seconds, form) = match reply {
            Reply::Token(id) => return Answer::Token(id),
            Reply::Text(text) => return Answer::Text(text),
            Reply::Failed(error) => return Answer::Failed(error),
            Reply::Limited { status, seconds, form } => (status, seconds, form),
        };
        let reading = self.reading();
        let date =
            |after: u64| httpdate::fmt_http_date(UNIX_EPOCH + Duration::from_millis(BEGINNING + after));
        let answered = date(self.now);
        let until = date(self.now + u64::from(seconds) * 1_000);
        let wait = match form {
            Form::Seconds => retry_after(&seconds.to_string(), None, reading),
            Form::Date => retry_after(&until, Some(&answered), reading),
            Form::DateAlone => retry_after(&until, None, reading),
        };
        let right = form == Form::DateAlone || wait == Some(seconds);
        self.tabs[page]
            .rules
            .demand(right, "`Retry-After` is what the backend meant", || format!("{wait:?}"));
        self.tally.add(Count::RetryAfter);
        let error = Error::new(ErrorCode::BackendStatus).with_status(status);
        Answer::Failed(wait.map_or(error, |wait| error.with_retry_after(wait)))
    }

    /// The network is gone: whatever is under way breaks off.
    pub(crate) fn break_off_calls(&mut self, page: usize) {
        let mut broken = Vec::new();
        for (source, row) in &self.tabs[page].sources {
            broken.extend(row.calls.iter().filter(|call| call.1).map(|call| (*source, call.0)));
        }
        for (source, attempt) in broken {
            let delay = self.rng.between(0, 100);
            self.on_page_in(delay, page, OnPage::Answer { source, attempt, reply: UNREACHABLE });
        }
    }
}
