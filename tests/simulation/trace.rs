//! Who did what when, for people to read. There are names of tokens in it, and no tokens.

use std::collections::VecDeque;

use crate::machine::{Act, Acts, Answer, Error, Event, Input};
use crate::tokens::{Ledger, TokenId};

/// The last lines of what happened, if anybody wants to read them.
#[derive(Debug, Default)]
pub(crate) struct Trace {
    lines: VecDeque<String>,
    keeps: usize,
}

impl Trace {
    /// Keeps so many lines.
    pub(crate) fn of(keeps: usize) -> Self {
        Self { lines: VecDeque::new(), keeps }
    }

    pub(crate) fn say(&mut self, now: u64, page: usize, what: impl FnOnce() -> String) {
        if self.keeps == 0 {
            return;
        }
        if self.lines.len() == self.keeps {
            self.lines.pop_front();
        }
        self.lines.push_back(format!("{} page {page}: {}", time(now), what()));
    }

    pub(crate) fn input(&mut self, now: u64, page: usize, input: &Input, ledger: &Ledger) {
        self.say(now, page, || format!("> {}", read_input(input, ledger)));
    }

    pub(crate) fn acts(&mut self, now: u64, page: usize, acts: &Acts, ledger: &Ledger) {
        for act in acts.all() {
            self.say(now, page, || format!("    {}", read_act(act, ledger)));
        }
    }

    pub(crate) fn lines(&self) -> impl Iterator<Item = &str> {
        self.lines.iter().map(String::as_str)
    }
}

/// A point in time as a day and a time of the day.
pub(crate) fn time(now: u64) -> String {
    let (seconds, milliseconds) = (now / 1_000, now % 1_000);
    let (minutes, hours) = (seconds / 60 % 60, seconds / 3_600 % 24);
    format!("day {} {hours:02}:{minutes:02}:{:02}.{milliseconds:03}", seconds / 86_400 + 1, seconds % 60)
}

fn read_input(input: &Input, ledger: &Ledger) -> String {
    match input {
        Input::Open(embed) => format!("e{embed} opens"),
        Input::Request(admitted) => format!("the guest of e{} asks", admitted.embed),
        Input::Loaded(embed) => format!("e{embed} loaded"),
        Input::Moved(embed) => format!("e{embed} was moved"),
        Input::ForeignSrc(embed) => format!("e{embed} could not be navigated to its view"),
        Input::Unreachable(embed) => format!("the browser threw at e{embed}"),
        Input::Answered { source, attempt, answer } => {
            let what = match answer {
                Answer::Token(id) => ledger.name(*id),
                Answer::Text(_) => "something that is no token".into(),
                Answer::Failed(error) => read_error(*error),
            };
            format!("s{source}#{attempt} brings {what}")
        }
        Input::Timer => "the timer fires".into(),
        Input::Visible(true) => "the page is visible".into(),
        Input::Visible(false) => "the page is hidden".into(),
        Input::Online => "the network is back".into(),
        Input::Reload(embed) => format!("reload() of e{embed}"),
        Input::Switch(embed, binding) => format!("switchUser() of e{embed} to s{}", binding.source),
        Input::Close(embed) => format!("close() of e{embed}"),
        Input::CloseSource(source) => format!("close() of s{source}"),
    }
}

fn read_act(act: &Act, ledger: &Ledger) -> String {
    let name = |token: &Option<TokenId>| token.map_or("no token of ours".into(), |id| ledger.name(id));
    match act {
        Act::Fetch { source, attempt, reason } => format!("call s{source}#{attempt} {}", reason.as_str()),
        Act::Abort { source, attempt } => format!("abort s{source}#{attempt}"),
        Act::Replace(embed) => format!("replace e{embed}"),
        Act::Load(embed, token) => format!("load e{embed} with {}", name(token)),
        Act::Post { embed, window, token } => {
            format!("post {} to e{embed} in window {window}", name(token))
        }
        Act::Settle(embed, Ok(())) => format!("settle e{embed}"),
        Act::Settle(embed, Err(error)) => format!("settle e{embed} with {}", read_error(*error)),
        Act::RemoveReplaced(embed) => format!("remove what e{embed} replaced"),
        Act::Close { embed, .. } => format!("close e{embed}"),
        Act::Remove(embed) => format!("remove e{embed}"),
        Act::RemoveSource(source) => format!("forget s{source}"),
        Act::SetTimer(Some(delay)) => format!("timer in {delay} ms"),
        Act::SetTimer(None) => "timer off".into(),
        Act::Emit(embed, event) => format!("e{embed} emits {}", read_event(event)),
    }
}

fn read_event(event: &Event) -> String {
    match event {
        Event::StateChange { from, to } => format!("{} > {}", from.as_str(), to.as_str()),
        Event::TokenError { error, last } => {
            format!("{}{}", if *last { "final " } else { "" }, read_error(*error))
        }
        Event::TokenSent { ahead, waited, .. } => {
            format!("tokensent{} after {waited} ms", if *ahead { " ahead" } else { "" })
        }
        other => other.name().into(),
    }
}

fn read_error(error: Error) -> String {
    let status = error.status().map_or(String::new(), |status| format!(" {status}"));
    let wait = error.retry_after().map_or(String::new(), |wait| format!(", again after {wait} s"));
    format!("{}{status}{wait}", error.code.as_str())
}
