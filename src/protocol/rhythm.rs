//! When in its lifetime a token is followed by the next, so that pages which began together do not stay together.
//!
//! The first token is renewed at a random moment of the second half of its lifetime, and the second one is brought forward by as
//! much again. Together that is up to a whole lifetime, evenly distributed: from then on the pages call evenly. Later tokens are
//! brought forward by up to a tenth. A source that was out of tokens begins anew.

/// How far the renewal of a token is brought forward. The number is evenly distributed over its 32 bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Forward {
    /// To anywhere in the second half of its lifetime.
    ByHalf(u32),
    /// By up to a tenth of its lifetime.
    ByTenth(u32),
}

/// Which token of a source is next.
#[derive(Clone, Copy, Debug, Default)]
pub(super) enum Rhythm {
    #[default]
    First,
    /// With the number by which the first one was brought forward.
    Second(u32),
    Steady,
}

impl Rhythm {
    /// What holds for the next token.
    pub(super) const fn forward(self, random: u32) -> Forward {
        match self {
            Self::First => Forward::ByHalf(random),
            Self::Second(first) => Forward::ByHalf(first),
            Self::Steady => Forward::ByTenth(random),
        }
    }

    /// There is a token with this forward.
    pub(super) const fn advance(&mut self, forward: Forward) {
        *self = match (*self, forward) {
            (Self::First, Forward::ByHalf(random)) => Self::Second(random),
            _ => Self::Steady,
        };
    }
}
