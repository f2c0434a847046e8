//! What the core has to know of an embed.

use crate::protocol::renewal::Renewal;
use crate::protocol::{Origin, SourceId};

/// How the guest gets its first token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FirstToken {
    /// In the address that the frame is pointed at.
    InAddress,
    /// In answer to its first request: the frame is the page's own.
    OnRequest,
}

/// Who is signed in, and where the tokens come from.
#[derive(Clone, Debug)]
pub struct Account {
    /// The token source.
    pub source: SourceId,
    /// Whether the source ends with the embed.
    pub owns_source: bool,
    /// The user's opaque key.
    pub user: Option<String>,
}

/// What the core has to know of an embed.
#[derive(Clone, Debug)]
pub struct EmbedSpec {
    /// Who is signed in, and where the tokens come from.
    pub account: Account,
    /// The guest's origin.
    pub origin: Origin,
    /// How the guest gets its first token.
    pub first: FirstToken,
    /// What it does of its own accord.
    pub renewal: Renewal,
}
