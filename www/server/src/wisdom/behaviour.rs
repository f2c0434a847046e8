//! How the stand-in behaves when it is asked for a token.

use std::time::Duration;

use serde::Deserialize;

use super::mint::Make;
use crate::limited::Limited;

/// What `impersonateUser` does.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub(super) enum Minting {
    #[default]
    Normal,
    Slow {
        ms: u64,
    },
    Fail {
        status: u16,
    },
    Hang,
    Expired,
    Garbage,
    Repeat,
    Older,
}

/// How it behaves now.
#[derive(Clone, Debug)]
pub(super) struct Behaviour {
    mint: Limited<Minting>,
    token_life: u64,
}

/// A change of behaviour; what is left out stays as it is.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Change {
    mint: Option<Limited<Minting>>,
    token_life: Option<u64>,
}

impl Behaviour {
    /// It mints good tokens with this lifetime.
    pub(super) fn usual(token_life: Duration) -> Self {
        Self { mint: Limited::default(), token_life: token_life.as_secs() }
    }

    pub(super) fn change(&mut self, change: Change) {
        if let Some(mint) = change.mint {
            self.mint = mint;
        }
        if let Some(life) = change.token_life {
            self.token_life = life;
        }
    }

    /// What it does with this request, and the lifetime of the new token.
    pub(super) fn take(&mut self) -> (Minting, u64) {
        (self.mint.take(), self.token_life)
    }
}

impl Minting {
    pub(super) fn make(&self) -> Make {
        match self {
            Self::Expired => Make::Expired,
            Self::Garbage => Make::Garbage,
            Self::Repeat => Make::Repeat,
            Self::Older => Make::Older,
            Self::Normal | Self::Slow { .. } | Self::Fail { .. } | Self::Hang => Make::Good,
        }
    }
}
