//! `impersonateUser`: a token for a user, by the access key.

use std::time::Duration;

use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::time;

use super::answer;
use super::behaviour::Minting;
use super::mint::Order;
use super::state::StandIn;
use super::users::{GivenAttribute, User};
use crate::unix_time;

/// The claim that attributes cannot override.
const RESERVED: &str = "impersonated_user_id";

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Variables {
    access_token: String,
    user_email: String,
    attributes: Option<Vec<GivenAttribute>>,
}

impl StandIn {
    pub(super) async fn impersonate(&self, variables: Value) -> Response {
        let variables: Variables = serde_json::from_value(variables).unwrap_or_default();
        let user = match self.impersonated(&variables) {
            Ok(user) => user,
            Err(message) => return answer::errors(StatusCode::OK, message),
        };
        let (minting, life) = self.0.behaviour.lock().take();
        match minting {
            Minting::Slow { ms } => time::sleep(Duration::from_millis(ms)).await,
            Minting::Hang => std::future::pending().await,
            Minting::Fail { status } => {
                let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
                return answer::errors(status, "Internal error");
            }
            _ => {}
        }
        let session =
            variables.attributes.into_iter().flatten().filter(|attribute| attribute.key != RESERVED);
        let attributes = user.with_session(session.collect());
        let order = Order { email: user.email, attributes, life, now: unix_time::now() };
        match self.0.mint.make(minting.make(), &order) {
            Ok(token) => {
                self.0.counts.minted();
                answer::data(&json!({ "impersonateUser": token }))
            }
            Err(_) => answer::errors(StatusCode::INTERNAL_SERVER_ERROR, "The token could not be signed"),
        }
    }

    fn impersonated(&self, variables: &Variables) -> Result<User, &'static str> {
        if variables.access_token != self.0.access_key.expose() {
            return Err("Invalid access key");
        }
        self.0.users.with_email(&variables.user_email).ok_or("User not found")
    }
}
