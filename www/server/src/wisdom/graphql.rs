//! `POST /graphql`, as far as `impersonateUser` goes.

use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::json;
use tokio::time;

use super::behaviour::Minting;
use super::mint::Order;
use super::state::StandIn;
use crate::unix_time;

/// A GraphQL request.
#[derive(Deserialize)]
pub(super) struct Operation {
    query: String,
    #[serde(default)]
    variables: Variables,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Variables {
    access_token: String,
    user_email: String,
    attributes: Option<Vec<Attribute>>,
}

#[derive(Deserialize)]
struct Attribute {
    key: String,
    value: String,
}

pub(super) async fn graphql(State(stand_in): State<StandIn>, Json(operation): Json<Operation>) -> Response {
    if let Err(message) = stand_in.check(&operation) {
        return errors(StatusCode::OK, message);
    }
    let (minting, life) = stand_in.0.behaviour.lock().take();
    match minting {
        Minting::Slow { ms } => time::sleep(Duration::from_millis(ms)).await,
        Minting::Hang => std::future::pending().await,
        Minting::Fail { status } => {
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            return errors(status, "Internal error");
        }
        _ => {}
    }
    let attributes = operation.variables.attributes.into_iter().flatten();
    let order = Order {
        email: operation.variables.user_email,
        attributes: attributes.map(|attribute| (attribute.key, attribute.value)).collect(),
        life,
        now: unix_time::now(),
    };
    match stand_in.0.mint.make(minting.make(), &order) {
        Ok(token) => {
            stand_in.0.counts.minted();
            Json(json!({ "data": { "impersonateUser": token } })).into_response()
        }
        Err(_) => errors(StatusCode::INTERNAL_SERVER_ERROR, "The token could not be signed"),
    }
}

impl StandIn {
    fn check(&self, operation: &Operation) -> Result<(), &'static str> {
        let Variables { access_token, user_email, .. } = &operation.variables;
        if !operation.query.contains("impersonateUser") {
            Err("Cannot query this field")
        } else if access_token != self.0.access_key.expose() {
            Err("Invalid access key")
        } else if !self.0.emails.contains(user_email) {
            Err("User not found")
        } else {
            Ok(())
        }
    }
}

fn errors(status: StatusCode, message: &str) -> Response {
    let body = json!({ "errors": [{ "message": message, "path": ["impersonateUser"] }], "data": null });
    (status, Json(body)).into_response()
}
