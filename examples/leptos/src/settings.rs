//! Where the tenant and the auth server are. They differ between installations, so the app asks its own server.

use gloo_net::{Error, http::Request};
use serde::Deserialize;

/// What `/config.json` says.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(rename_all = "camelCase")]
pub struct Settings {
    /// The tenant's origin.
    pub wisdom: String,
    /// The auth server.
    pub melody: String,
    /// This app's client id there.
    pub melody_client_id: String,
}

impl Settings {
    /// Asks the server.
    pub async fn load() -> Result<Self, Error> {
        Request::get("/config.json").send().await?.json().await
    }
}
