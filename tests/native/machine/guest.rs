//! What must hold for one embed, seen from outside.

use std::rc::Rc;

use embed_host::protocol::{Effect, Error, ErrorCode, Event, HostEffect, Mode, SourceId, State, Token};

/// How far the first token of an embed has got.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum First {
    Unopened,
    Awaited,
    Failed,
    Loaded,
}

/// What is known of an embed from its effects alone.
#[derive(Debug)]
pub(super) struct Guest {
    pub(super) source: SourceId,
    pub(super) state: State,
    mode: Mode,
    first: First,
    /// The window that asked, and waits for an answer.
    asked: Option<u32>,
    last: Option<Rc<Token>>,
    settled: u32,
    refused: u32,
}

impl Guest {
    pub(super) const fn new(source: SourceId, mode: Mode) -> Self {
        let state = match mode {
            Mode::Mounted => State::Loading,
            Mode::Attached => State::Live,
        };
        let first = First::Unopened;
        Self { source, state, mode, first, asked: None, last: None, settled: 0, refused: 0 }
    }

    pub(super) fn is_unopened(&self) -> bool {
        self.first == First::Unopened
    }

    pub(super) fn waits(&self) -> bool {
        self.first == First::Awaited || self.asked.is_some()
    }

    /// It was opened, and begins to wait unless it was refused on the spot.
    pub(super) fn begin(&mut self) {
        let wants = self.mode == Mode::Mounted && self.state == State::Loading;
        self.first = if wants { First::Awaited } else { First::Loaded };
    }

    /// A request whose window is gone is not answered.
    pub(super) fn drop_stale_request(&mut self, current: Option<u32>) {
        self.asked = self.asked.filter(|window| current == Some(*window));
    }

    /// Judges a token that is handed to it.
    pub(super) fn judge(&self, token: &Token) {
        assert!(self.last.as_ref().is_none_or(|last| token.is_newer_than(last)), "a token that is not newer");
    }

    pub(super) fn keep(&mut self, token: Rc<Token>) {
        self.last = Some(token);
    }

    /// Judges an effect that runs no code of the host.
    pub(super) fn undergo(&mut self, effect: &Effect<u32>, current: Option<u32>) {
        assert_ne!(self.state, State::Closed, "nothing follows the end");
        match *effect {
            Effect::Load { .. } => {
                assert!(matches!(self.first, First::Awaited | First::Failed), "navigated to its view twice");
                self.first = First::Loaded;
            }
            Effect::Post { window, .. } => {
                assert_eq!(self.asked.take(), Some(window), "a token for a window that had not asked");
                assert_eq!(current, Some(window), "a token for a window that is gone");
            }
            Effect::Settle { .. } => {
                self.settled += 1;
                assert_eq!(self.settled, 1, "settled once");
            }
            Effect::Fetch { .. } | Effect::Replace { .. } | Effect::SetTimer(_) => {}
        }
    }

    /// Judges an effect that runs code of the host. A request comes from the window that the frame has now.
    pub(super) fn undergo_host(&mut self, effect: &HostEffect, current: Option<u32>) {
        assert_ne!(self.state, State::Closed, "nothing follows the end");
        match effect {
            HostEffect::Close { from, .. } => {
                assert_eq!(self.settled, 1, "gone without being settled");
                assert_eq!(self.state, *from, "a change from a state that it is not in");
                self.state = State::Closed;
                self.give_up();
            }
            HostEffect::Emit { event, .. } => self.on_event(event, current),
            _ => {}
        }
    }

    fn on_event(&mut self, event: &Event, current: Option<u32>) {
        match *event {
            Event::TokenRequest => {
                assert_eq!(self.asked, None, "a request was emitted twice");
                self.asked = current;
            }
            Event::StateChange { from, to } => {
                assert_eq!(self.state, from, "a change from a state that it is not in");
                self.state = to;
                assert_ne!(to, State::Closed, "an end without a close");
                if to == State::Refused {
                    self.give_up();
                }
            }
            Event::TokenError { error: Error { code: ErrorCode::UserConflict, .. }, last } => assert!(!last),
            Event::TokenError { last: true, .. } => {
                self.refused += 1;
                assert!(self.state == State::Refused && self.refused == 1, "refused once");
            }
            Event::TokenError { last: false, .. } => {
                assert!(self.waits(), "it is notified of a failure that it did not wait for");
                self.give_up();
            }
            Event::Ready => assert_eq!(self.state, State::Live, "ready before it is live"),
            Event::TokenSent { .. } => {}
            Event::Closed => panic!("an end without a close"),
        }
    }

    fn give_up(&mut self) {
        self.asked = None;
        if self.first == First::Awaited {
            self.first = First::Failed;
        }
    }
}
