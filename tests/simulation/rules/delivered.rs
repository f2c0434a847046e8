//! What was delivered to the machine in a step, and from which of its acts on that counts.

use super::Rules;
use crate::machine::{Act, Acts, Answer, ErrorCode, Event, Input, State, TokenBinding};

/// An input, as far as the rules use it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) enum Delivered {
    #[default]
    Timer,
    Open(u32),
    Request {
        embed: u32,
        window: u32,
    },
    Loaded(u32),
    Moved(u32),
    ForeignSrc(u32),
    Unreachable(u32),
    Answered {
        source: u32,
        attempt: u32,
        answer: Answer,
    },
    Visible(bool),
    Online,
    Reload(u32),
    Switch(u32, TokenBinding),
    Close(u32),
    CloseSource(u32),
}

impl Delivered {
    pub(super) fn of(input: &Input) -> Self {
        match *input {
            Input::Open(embed) => Self::Open(embed),
            Input::Request(ref admitted) => Self::Request { embed: admitted.embed, window: admitted.window },
            Input::Loaded(embed) => Self::Loaded(embed),
            Input::Moved(embed) => Self::Moved(embed),
            Input::ForeignSrc(embed) => Self::ForeignSrc(embed),
            Input::Unreachable(embed) => Self::Unreachable(embed),
            Input::Answered { source, attempt, answer } => Self::Answered { source, attempt, answer },
            Input::Timer => Self::Timer,
            Input::Visible(visible) => Self::Visible(visible),
            Input::Online => Self::Online,
            Input::Reload(embed) => Self::Reload(embed),
            Input::Switch(embed, binding) => Self::Switch(embed, binding),
            Input::Close(embed) => Self::Close(embed),
            Input::CloseSource(source) => Self::CloseSource(source),
        }
    }
}

impl Rules {
    /// The number of the first act of a list that the input may have led to. What comes before was due anyway.
    pub(super) fn point(&self, list: &[Act], acts: &Acts) -> usize {
        match self.step.delivered {
            Delivered::Visible(false) => list.len(),
            Delivered::Reload(_)
            | Delivered::Switch(..)
            | Delivered::CloseSource(_)
            | Delivered::Visible(true)
            | Delivered::Online => {
                let due = |at: &usize| self.is_due_anyway(list[*at], &list[at + 1..], acts);
                (0..list.len()).rev().find(due).map_or(0, |last| last + 1)
            }
            _ => 0,
        }
    }

    /// Whether only the passing of time can have led to an act in a step in which the host calls. `later` are those after it.
    fn is_due_anyway(&self, act: Act, later: &[Act], acts: &Acts) -> bool {
        match act {
            // A page that was hidden rebuilds nothing before it is visible.
            Act::Load(..) => self.visible_since.is_some(),
            Act::Emit(embed, Event::StateChange { from: State::Degraded, to: State::Loading }) => {
                self.visible_since.is_some()
                    && acts.now.iter().any(|other| matches!(*other, Act::Load(of, _) if of == embed))
            }
            // What the host asks for ends the call under way.
            Act::Fetch { source, attempt, .. } => acts.host.iter().any(|other| {
                matches!(*other, Act::Abort { source: of, attempt: at } if (of, at) == (source, attempt))
            }),
            Act::Emit(embed, Event::TokenError { error, last: false }) => {
                error.code != ErrorCode::UserConflict && (!self.fails_at_once(embed) || fails_again(embed, later))
            }
            // A flight that failed is what settles.
            Act::Settle(embed, Err(error)) => {
                (!self.fails_at_once(embed) || fails_again(embed, later))
                    && acts.host.iter().any(|other| {
                        matches!(*other, Act::Emit(of, Event::TokenError { error: reported, last: false })
                            if (of, reported) == (embed, error))
                    })
            }
            // One that is revived, and whose token has expired meanwhile, goes by its former state.
            Act::Emit(embed, Event::StateChange { to: State::Degraded, .. }) => !acts.host.iter().any(|other| {
                matches!(*other, Act::Emit(of, Event::StateChange { from: State::Refused, .. }) if of == embed)
            }),
            _ => false,
        }
    }

    /// Whether a flight that the host asks for fails in the same step, since its source must not be called for longer than
    /// a flight lasts.
    fn fails_at_once(&self, embed: u32) -> bool {
        let source = match self.step.delivered {
            Delivered::Switch(of, binding) if of == embed => Some(binding.source),
            _ => self.views.get(&embed).map(|view| view.source),
        };
        source.and_then(|source| self.sources.get(&source)).is_some_and(|row| row.not_before > self.now)
    }
}

/// Whether a flight that an embed waited for fails once more: first the one that was under way, then the one that the host asks for.
fn fails_again(embed: u32, later: &[Act]) -> bool {
    later.iter().any(|act| match *act {
        Act::Settle(of, Err(_)) => of == embed,
        Act::Emit(of, Event::TokenError { error, last: false }) => {
            of == embed && error.code != ErrorCode::UserConflict
        }
        _ => false,
    })
}
