//! What must hold for one embed, seen from outside.

use std::rc::Rc;

use embed_host::protocol::{Effect, Error, ErrorCode, Event, Mode, SourceId, State, Token};

/// Where the first token of an embed stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum First {
    Unopened,
    Wanted,
    Missed,
    Had,
}

/// What is known of an embed from its effects alone.
#[derive(Debug)]
pub(super) struct Guest {
    pub(super) source: SourceId,
    pub(super) state: State,
    kind: Mode,
    first: First,
    asked: bool,
    last: Option<Rc<Token>>,
    settled: u32,
    refused: u32,
    farewells: u32,
}

impl Guest {
    pub(super) const fn new(source: SourceId, kind: Mode) -> Self {
        let state = match kind {
            Mode::Mounted => State::Loading,
            Mode::Attached => State::Live,
        };
        let first = First::Unopened;
        Self { source, state, kind, first, asked: false, last: None, settled: 0, refused: 0, farewells: 0 }
    }

    pub(super) fn is_unopened(&self) -> bool {
        self.first == First::Unopened
    }

    pub(super) fn waits(&self) -> bool {
        self.first == First::Wanted || self.asked
    }

    /// It was opened, and begins to wait unless it was refused on the spot.
    pub(super) fn begin(&mut self) {
        let wants = self.kind == Mode::Mounted && self.state == State::Loading;
        self.first = if wants { First::Wanted } else { First::Had };
    }

    /// The window that asked is gone.
    pub(super) fn depart(&mut self) {
        self.asked = false;
    }

    /// Judges a token that is handed to it.
    pub(super) fn judge(&self, token: &Token) {
        assert!(self.last.as_ref().is_none_or(|last| token.is_newer_than(last)), "a token that is not newer");
    }

    pub(super) fn keep(&mut self, token: Rc<Token>) {
        self.last = Some(token);
    }

    /// Judges an effect that concerns it.
    pub(super) fn undergo(&mut self, effect: &Effect) {
        let farewell = matches!(effect, Effect::Emit { event: Event::Closed, .. });
        assert_eq!(self.state == State::Closed, farewell, "nothing follows the state `closed` but its event");
        match effect {
            Effect::Load { .. } => {
                assert!(matches!(self.first, First::Wanted | First::Missed), "pointed at its view twice");
                self.first = First::Had;
            }
            Effect::Post { .. } => {
                assert!(self.asked, "sent a token that it had not asked for");
                self.asked = false;
            }
            Effect::Settle { .. } => {
                self.settled += 1;
                assert_eq!(self.settled, 1, "settled once");
            }
            Effect::Remove { .. } => assert_eq!(self.settled, 1, "gone without being settled"),
            Effect::Emit { event, .. } => self.hear(event),
            _ => {}
        }
    }

    fn hear(&mut self, event: &Event) {
        match *event {
            Event::TokenRequest => {
                assert!(!core::mem::replace(&mut self.asked, true), "a request was told twice");
            }
            Event::StateChange { from, to } => {
                assert_eq!(self.state, from, "a change from a state that it is not in");
                self.state = to;
                if matches!(to, State::Refused | State::Closed) {
                    self.give_up();
                }
            }
            Event::TokenError { error: Error { code: ErrorCode::UserConflict, .. }, last } => assert!(!last),
            Event::TokenError { last: true, .. } => {
                self.refused += 1;
                assert!(self.state == State::Refused && self.refused == 1, "refused once");
            }
            Event::TokenError { last: false, .. } => {
                assert!(self.waits(), "it hears of a failure that it did not wait for");
                self.give_up();
            }
            Event::Ready => assert_eq!(self.state, State::Live, "ready before it is live"),
            Event::TokenSent { .. } => {}
            Event::Closed => {
                self.farewells += 1;
                assert_eq!(self.farewells, 1, "closed once");
            }
        }
    }

    fn give_up(&mut self) {
        self.asked = false;
        if self.first == First::Wanted {
            self.first = First::Missed;
        }
    }
}
