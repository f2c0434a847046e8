//! One embed: what it waits for, and what its guest has.

use std::rc::Rc;

use super::page::Effect;
use super::{EmbedId, Error, ErrorCode, Event, Instant, Origin, SourceId, State, Token};

/// How the guest gets its first token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FirstToken {
    /// In the address that the frame is pointed at.
    InAddress,
    /// In answer to its first request: the frame is the page's own.
    OnRequest,
}

/// What the core has to know of an embed.
#[derive(Clone, Debug)]
pub struct EmbedSpec {
    /// Where its tokens come from.
    pub source: SourceId,
    /// Whether the source ends with the embed.
    pub owns_source: bool,
    /// The guest's origin.
    pub origin: Origin,
    /// Who is signed in.
    pub user: Option<String>,
    /// How the guest gets its first token.
    pub first: FirstToken,
}

/// Where the first token stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum First {
    /// Nothing has begun: neither a token nor a refusal reaches this embed yet.
    Unopened,
    Wanted,
    /// The flight for it failed. It is still taken when another embed's flight brings one.
    Missed,
    /// The frame was pointed at its view, which has not loaded yet.
    Loading,
    Done,
}

/// Whether a token could be handed to an embed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Delivery {
    NotNeeded,
    Done,
    /// The guest has this token already, or a newer one.
    Stale,
}

/// One embed.
#[derive(Debug)]
pub(super) struct Embed {
    pub(super) spec: EmbedSpec,
    pub(super) state: State,
    first: First,
    settled: bool,
    /// Since when the guest has been waiting for an answer.
    asked: Option<Instant>,
    /// The newest token this frame got.
    last: Option<Rc<Token>>,
}

impl Embed {
    pub(super) const fn new(spec: EmbedSpec) -> Self {
        let state = match spec.first {
            FirstToken::InAddress => State::Loading,
            FirstToken::OnRequest => State::Live,
        };
        Self { spec, state, first: First::Unopened, settled: false, asked: None, last: None }
    }

    pub(super) const fn is_open(&self) -> bool {
        !matches!(self.first, First::Unopened)
    }

    /// Whether a flight is wanted for this embed.
    pub(super) const fn waits(&self) -> bool {
        self.asked.is_some() || matches!(self.first, First::Wanted)
    }

    /// The embed begins. An adopted frame is ready from the start.
    pub(super) fn open(&mut self, id: EmbedId, out: &mut Vec<Effect>) {
        match self.spec.first {
            FirstToken::InAddress => self.first = First::Wanted,
            FirstToken::OnRequest => {
                self.first = First::Done;
                self.settle(id, Ok(()), out);
                out.push(Effect::emit(id, Event::Ready));
            }
        }
    }

    /// The guest asked. Says whether this is news: a guest that asks again while it waits is answered once.
    pub(super) fn ask(&mut self, id: EmbedId, now: Instant, out: &mut Vec<Effect>) -> bool {
        if !self.is_open() || self.state == State::Refused || self.asked.is_some() {
            return false;
        }
        self.asked = Some(now);
        out.push(Effect::emit(id, Event::TokenRequest));
        true
    }

    /// The window that asked is gone, and with it the question.
    pub(super) const fn departed(&mut self) {
        self.asked = None;
    }

    /// The frame fired its load event.
    pub(super) fn loaded(&mut self, id: EmbedId, out: &mut Vec<Effect>) {
        if self.first != First::Loading {
            return;
        }
        self.first = First::Done;
        self.settle(id, Ok(()), out);
        if self.state == State::Loading {
            self.change_state(id, State::Live, out);
            out.push(Effect::emit(id, Event::Ready));
        }
    }

    pub(super) fn deliver(
        &mut self,
        id: EmbedId,
        token: &Rc<Token>,
        now: Instant,
        out: &mut Vec<Effect>,
    ) -> Delivery {
        if !self.waits() && self.first != First::Missed {
            return Delivery::NotNeeded;
        }
        if self.last.as_ref().is_some_and(|last| !token.is_newer_than(last)) {
            return Delivery::Stale;
        }
        self.last = Some(token.clone());
        if matches!(self.first, First::Wanted | First::Missed) {
            self.first = First::Loading;
            out.push(Effect::Load { embed: id, token: token.clone() });
        }
        if let Some(asked) = self.asked.take() {
            out.push(Effect::Post { embed: id, token: token.clone() });
            let sent = Event::TokenSent { expires_in: token.life(), ahead: false, waited: now.since(asked) };
            out.push(Effect::emit(id, sent));
        }
        Delivery::Done
    }

    /// The flight this embed waited for failed; the next request tries anew.
    pub(super) fn fail(&mut self, id: EmbedId, error: Error, out: &mut Vec<Effect>) {
        self.give_up_waiting(id, error, out);
        out.push(Effect::emit(id, Event::TokenError { error, last: false }));
    }

    /// The source is over. Nothing is asked of it any more.
    pub(super) fn refuse(&mut self, id: EmbedId, error: Error, out: &mut Vec<Effect>) {
        if !self.is_open() || self.state == State::Refused {
            return;
        }
        self.give_up_waiting(id, error, out);
        self.change_state(id, State::Refused, out);
        out.push(Effect::emit(id, Event::TokenError { error, last: true }));
    }

    /// The end: what the host hears last.
    pub(super) fn close(mut self, id: EmbedId, out: &mut Vec<Effect>) {
        self.settle(id, Err(Error::new(ErrorCode::Aborted)), out);
        out.push(Effect::Remove { embed: id });
        self.change_state(id, State::Closed, out);
        out.push(Effect::emit(id, Event::Closed));
    }

    fn give_up_waiting(&mut self, id: EmbedId, error: Error, out: &mut Vec<Effect>) {
        self.asked = None;
        if self.first == First::Wanted {
            self.first = First::Missed;
            self.settle(id, Err(error), out);
        }
    }

    fn settle(&mut self, id: EmbedId, result: Result<(), Error>, out: &mut Vec<Effect>) {
        if !self.settled {
            self.settled = true;
            out.push(Effect::Settle { embed: id, result });
        }
    }

    fn change_state(&mut self, id: EmbedId, to: State, out: &mut Vec<Effect>) {
        let from = core::mem::replace(&mut self.state, to);
        out.push(Effect::emit(id, Event::StateChange { from, to }));
    }
}
