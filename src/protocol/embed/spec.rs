//! What the core has to know of an embed. Alone, because the shell fills it in, and the rest of the folder is private.

use crate::protocol::{Origin, Renewal, SourceId};

/// Whose the iframe is, from which it follows how the guest gets its first token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// The embed made it. The first token is in the address that it loads.
    Mounted,
    /// It is the page's own. The first token answers the guest's first request.
    Attached,
}

/// Who is signed in, and where the tokens come from.
#[derive(Clone, Debug)]
pub struct TokenBinding {
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
    pub binding: TokenBinding,
    /// The guest's origin.
    pub origin: Origin,
    /// Whose the iframe is.
    pub mode: Mode,
    /// What the embed does by itself.
    pub renewal: Renewal,
}
