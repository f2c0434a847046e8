//! The commands for guest pages. They have a file of their own because both the stand-in's state and the endpoints need
//! them.

use serde::{Deserialize, Serialize};

/// What every open guest page is to do.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(tag = "command", rename_all = "camelCase")]
pub(super) enum Command {
    /// Request a token from the parent: once, unless it is already waiting, or `times` times in any case.
    Ask {
        #[serde(skip_serializing_if = "Option::is_none")]
        times: Option<u32>,
    },
    /// Navigate to another page of its origin.
    Navigate { path: String },
    /// Navigate to another origin.
    Leave { url: String },
    /// Reload, with the current address.
    Reload,
}
