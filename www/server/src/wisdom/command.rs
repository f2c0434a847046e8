//! What a guest page can be told to do. It has a file of its own because it is both a part of the stand-in's state and of
//! what is sent to the pages.

use serde::{Deserialize, Serialize};

/// What every open guest page does at once.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(tag = "command", rename_all = "camelCase")]
pub(super) enum Command {
    /// It asks its parent for a token: once if it is not waiting for one, or so many times regardless.
    Ask {
        #[serde(skip_serializing_if = "Option::is_none")]
        times: Option<u32>,
    },
    /// It goes to another page of its origin.
    Navigate { path: String },
    /// It goes to another origin.
    Leave { url: String },
    /// It loads again, with the address it has.
    Reload,
}
