//! The two checks that stand before every message.
//!
//! Requirements:
//!
//! 1. The source is the frame's current window, by identity, and never null.
//! 2. The origin equals the embed's origin exactly; it is looked at only after the source has passed.
//! 3. Nothing of the payload can be read without the proof that both have passed.
//!
//! The types are generic, so that the shell compares browser objects by identity and the tests compare numbers.

use super::EmbedId;

/// The proof that a message came from an embed's frame and from its origin. Only [`admit`] makes one.
#[derive(Debug, PartialEq, Eq)]
pub struct Admission {
    embed: EmbedId,
}

impl Admission {
    /// The embed whose guest sent the message.
    pub const fn embed(&self) -> EmbedId {
        self.embed
    }
}

/// Lets a message in if `source` is the frame's current window and `origin` is exactly the expected one.
///
/// A null source, and a frame that has no window (it is not in a document), never pass.
pub fn admit<W: PartialEq, O: PartialEq>(
    embed: EmbedId,
    source: Option<&W>,
    frame_window: Option<&W>,
    origin: impl FnOnce() -> O,
    expected: &O,
) -> Option<Admission> {
    let from_frame = matches!((source, frame_window), (Some(source), Some(window)) if source == window);
    (from_frame && origin() == *expected).then_some(Admission { embed })
}

/// The window that asked, if the frame still shows it: a frame that was moved or rebuilt meanwhile has another.
pub fn still_shown<'window, W: PartialEq>(asked: &'window W, frame_window: Option<&W>) -> Option<&'window W> {
    (frame_window == Some(asked)).then_some(asked)
}
