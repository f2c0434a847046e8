//! What an embed does of its own accord, and how long before and after the end of a token.

use super::backoff::part_of;
use super::{Instant, Token};

/// The default of `mintAhead`, in seconds before the token runs out.
pub const DEFAULT_MINT_AHEAD: u32 = 60;

/// How long before its token runs out the guest asks, in milliseconds. A token with less life than that is of no use.
///
/// Source: <https://docs.wisdom.ai/integrations/embeddings/session-management>
pub(super) const GUEST_ASKS_BEFORE: u64 = 10_000;

/// How long a guest whose token has run out is given to ask, once there is an answer, in milliseconds. Less where the answer
/// itself is of use for little longer.
pub(super) const GRACE: u64 = 15_000;

/// Jitter brings a mint ahead forward by up to this part of the token's life.
const JITTER: u64 = 10;

/// What an embed does of its own accord.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Renewal {
    /// How many seconds before the token runs out the next one is fetched, if at all.
    pub mint_ahead: Option<u32>,
    /// What follows when the guest does not ask any more.
    pub recover: Recover,
}

impl Default for Renewal {
    fn default() -> Self {
        Self { mint_ahead: Some(DEFAULT_MINT_AHEAD), recover: Recover::Reload }
    }
}

impl Renewal {
    /// When the token after this one is fetched: never more than half of its life before its end, and somewhat earlier by
    /// chance, so that pages which were opened together do not mint together.
    pub(super) fn mints_at(self, token: &Token, chance: u32) -> Option<Instant> {
        let life = token.life_in_ms();
        let ahead = (u64::from(self.mint_ahead?) * 1_000).min(life / 2);
        Some(token.received().after(life - ahead - part_of(life / JITTER, chance)))
    }
}

/// What follows when a token has run out, a fresh one is there, and the guest does not ask for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recover {
    /// The frame is rebuilt. The page's own iframe is shown its address once more, unless that is of another origin.
    Reload,
    /// Nothing: the host decides.
    Manual,
}

impl Recover {
    /// The choice of that name, as JavaScript writes it.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "reload" => Some(Self::Reload),
            "manual" => Some(Self::Manual),
            _ => None,
        }
    }
}
