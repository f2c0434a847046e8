//! What a step was told, and from which of its acts on that counts.

use super::Rules;
use crate::machine::{Act, Answer, ErrorCode, Event, Input, Signed, State};

/// An input, as far as the rules look at it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) enum Told {
    #[default]
    Timer,
    Open(u32),
    Request(u32),
    Loaded(u32),
    Moved(u32),
    Elsewhere(u32),
    Departed(u32),
    Answered {
        source: u32,
        attempt: u32,
        answer: Answer,
    },
    Visible(bool),
    Online,
    Reload(u32),
    Switch(u32, Signed),
    Close(u32),
    CloseSource(u32),
}

impl Told {
    pub(super) fn of(input: &Input) -> Self {
        match *input {
            Input::Open(embed) => Self::Open(embed),
            Input::Request(ref admitted) => Self::Request(admitted.embed),
            Input::Loaded(embed) => Self::Loaded(embed),
            Input::Moved(embed) => Self::Moved(embed),
            Input::ForeignSrc(embed) => Self::Elsewhere(embed),
            Input::Departed(embed) => Self::Departed(embed),
            Input::Answered { source, attempt, answer } => Self::Answered { source, attempt, answer },
            Input::Timer => Self::Timer,
            Input::Visible(shown) => Self::Visible(shown),
            Input::Online => Self::Online,
            Input::Reload(embed) => Self::Reload(embed),
            Input::Switch(embed, signed) => Self::Switch(embed, signed),
            Input::Close(embed) => Self::Close(embed),
            Input::CloseSource(source) => Self::CloseSource(source),
        }
    }
}

impl Rules {
    /// The number of the first act that the input may have led to. What comes before was due anyway.
    pub(super) fn point(&self, acts: &[Act]) -> usize {
        match self.step.told {
            Told::Departed(_) | Told::Visible(false) => acts.len(),
            Told::Reload(_)
            | Told::Switch(..)
            | Told::CloseSource(_)
            | Told::Visible(true)
            | Told::Online => {
                acts.iter().rposition(|act| self.is_due_anyway(act, acts)).map_or(0, |last| last + 1)
            }
            _ => 0,
        }
    }

    /// Whether only the passing of time can have led to an act in a step in which the host calls.
    fn is_due_anyway(&self, act: &Act, acts: &[Act]) -> bool {
        match *act {
            // A page that was hidden rebuilds nothing before it is shown.
            Act::Load(..) => self.shown_since.is_some(),
            // What the host asks for ends the call under way.
            Act::Call { source, attempt, .. } => acts.iter().any(|other| {
                matches!(*other, Act::Abort { source: of, attempt: at } if (of, at) == (source, attempt))
            }),
            Act::Emit(embed, Event::TokenError { error, last: false }) => {
                error.code != ErrorCode::UserConflict && !self.fails_at_once(embed)
            }
            // One that is revived, and whose token has run out meanwhile, goes by its former state.
            Act::Emit(embed, Event::StateChange { to: State::Degraded, .. }) => !acts.iter().any(|other| {
                matches!(*other, Act::Emit(of, Event::StateChange { from: State::Refused, .. }) if of == embed)
            }),
            _ => false,
        }
    }

    /// Whether a flight that the host asks for fails in the same step, since its source must not be called for longer than
    /// a flight lasts.
    fn fails_at_once(&self, embed: u32) -> bool {
        let source = match self.step.told {
            Told::Switch(of, signed) if of == embed => Some(signed.source),
            _ => self.views.get(&embed).map(|view| view.source),
        };
        source
            .and_then(|source| self.supplies.get(&source))
            .is_some_and(|supply| supply.not_before > self.now)
    }
}
