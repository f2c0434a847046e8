//! Who is told what happens to an embed.

use crate::protocol::{Error, Event};

/// The host's side of one embed: a Rust front end, or the JavaScript face.
pub(super) trait Host {
    /// Whether the first token came in and the view loaded. Called once; runs no code of the host.
    fn settle(&self, result: Result<(), Error>);

    /// Something happened. The host's code runs in here, and may call straight back in.
    fn tell(&self, event: &Event);
}
