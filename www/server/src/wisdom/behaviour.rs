//! How the stand-in behaves when it is asked for a token.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Deserialize;

use super::mint::Make;
use super::operation::Operation;
use crate::faults::Fault;
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
    /// Whether the access key is that of somebody who may manage users.
    pub(super) iam_write: bool,
    /// How many times all tokens for the API were revoked.
    pub(super) generation: u64,
}

/// A change of behaviour; what is left out stays as it is.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Change {
    mint: Option<Limited<Minting>>,
    token_life: Option<u64>,
    iam_write: Option<bool>,
    /// Faults of operations other than `impersonateUser`.
    #[serde(default)]
    pub(super) operations: BTreeMap<Operation, Limited<Fault>>,
}

impl Behaviour {
    /// It mints good tokens with this lifetime.
    pub(super) fn usual(token_life: Duration) -> Self {
        Self { mint: Limited::default(), token_life: token_life.as_secs(), iam_write: true, generation: 0 }
    }

    /// Behaves as usual again. Tokens that were revoked stay revoked.
    pub(super) fn reset(&mut self, token_life: Duration) {
        *self = Self { generation: self.generation, ..Self::usual(token_life) };
    }

    pub(super) fn change(&mut self, change: &Change) {
        if let Some(mint) = &change.mint {
            self.mint = mint.clone();
        }
        self.iam_write = change.iam_write.unwrap_or(self.iam_write);
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
