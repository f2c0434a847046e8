//! Who is told what happens to an embed.

use super::js::Frame;
use crate::protocol::{Error, Event};

/// The host's side of one embed: a Rust front end, or the JavaScript face.
pub(super) trait Host {
    /// The iframe that shows the view from now on. Runs no code of the host.
    fn show(&self, frame: &Frame);

    /// Whether a token came in and the view loaded, for all who wait for it. Runs no code of the host.
    fn settle(&self, result: Result<(), Error>);

    /// Something happened. The host's code runs in here, and may call straight back in.
    fn tell(&self, event: &Event);
}
