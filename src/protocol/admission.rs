//! The guest's two messages, and the two checks that come before any of them is read.
//!
//! Requirements:
//!
//! 1. The source is the frame's current window, by identity, and never null.
//! 2. The origin equals the embed's origin exactly; it is read only after the source has passed.
//! 3. Nothing of the payload can be read without the proof that both have passed.
//!
//! The types are generic, so that the shell compares browser objects by identity and the tests compare numbers.
//!
//! Source: <https://docs.wisdom.ai/integrations/embeddings/session-management>

use super::EmbedId;

/// The `type` of the guest's request for a token. The guest posts it to its parent about ten seconds before its token
/// expires, and again when no answer came within ten seconds.
pub const REQUEST: &str = "REQUEST_JWT_TOKEN";

/// The `type` of the host's answer, which has one more member: `token`.
pub const RESPONSE: &str = "JWT_TOKEN_RESPONSE";

/// The proof that a message came from an embed's frame and from its origin. Only [`admit`] makes one.
#[derive(Debug, PartialEq, Eq)]
pub struct Admission<W> {
    embed: EmbedId,
    window: W,
}

impl<W> Admission<W> {
    /// The embed whose guest sent the message.
    pub const fn embed(&self) -> EmbedId {
        self.embed
    }

    /// The window that sent it, and gets the answer.
    pub(super) fn into_window(self) -> W {
        self.window
    }
}

/// Admits a message if `source` is the frame's current window and `origin` is exactly the expected one.
///
/// A null source, and a frame that has no window (it is not in a document), never pass.
pub fn admit<W: PartialEq, O: PartialEq>(
    embed: EmbedId,
    source: Option<W>,
    frame_window: Option<&W>,
    origin: impl FnOnce() -> O,
    expected: &O,
) -> Option<Admission<W>> {
    let window = source.filter(|source| frame_window == Some(source))?;
    (origin() == *expected).then_some(Admission { embed, window })
}
