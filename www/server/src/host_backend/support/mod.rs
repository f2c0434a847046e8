//! Impersonation links for support staff: a list of users, and a link that lets a support person act as one of them.
//!
//! Until it expires, a link is as powerful as the user's own sign-in, so each step is guarded: only a signed-in support
//! person on a page of this origin may request one, the auth server decides each time, no cache stores the answer, and
//! the log names who acted as whom, from when and until when, but never contains a token.

mod admin_session;
mod audit;
pub mod auth_id;
mod earlier;
pub mod fault;
pub mod links;
mod melody_api;
pub mod melody_client;
pub mod melody_error;
pub mod melody_server;
pub mod people;
pub mod step;
mod token_file;

use std::num::NonZeroU32;

use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::{Deserialize, Serialize};

use super::refusal::Refusal;
use super::sign_in::SupportPerson;
use super::state::HostBackend;
use auth_id::AuthId;
use fault::Fault;
use links::Link;
use melody_client::Impersonation;
use melody_error::MelodyError;
use people::Page;

pub(super) fn routes() -> Router<HostBackend> {
    Router::new().route("/api/support/users", get(users)).route("/api/support/impersonate", post(impersonate))
}

const NO_PAGE: Refusal =
    Refusal::new(StatusCode::BAD_REQUEST, "no-page", "expected the number of a page, from 1");

/// Which page of the users is wanted.
#[derive(Debug, Deserialize)]
struct Part {
    page: Option<NonZeroU32>,
}

/// The request for a link.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Order {
    auth_id: String,
}

/// A link for each redirect URI of the application, all with the same token.
#[derive(Debug, Serialize)]
struct Links {
    links: Vec<Link>,
    /// Whether the links that these replace are ended.
    replaced: bool,
}

async fn users(
    State(backend): State<HostBackend>,
    SupportPerson { session, .. }: SupportPerson,
    part: Result<Query<Part>, QueryRejection>,
) -> Result<Json<Page>, Refusal> {
    backend.limits.lists.admit(&session)?;
    let Query(Part { page }) = part.map_err(|_| NO_PAGE)?;
    match backend.melody.users(page.unwrap_or(NonZeroU32::MIN)).await {
        Ok(page) => Ok(Json(page)),
        Err(error) => Err(refusal("no list of users", error)),
    }
}

async fn impersonate(
    State(backend): State<HostBackend>,
    SupportPerson { name, session }: SupportPerson,
    Json(order): Json<Order>,
) -> Result<Json<Links>, Refusal> {
    backend.limits.links.admit(&session)?;
    let auth_id = AuthId::parse(order.auth_id).ok_or(Refusal::from(Fault::NoSuchUser))?;
    match backend.melody.impersonate(name, &auth_id).await {
        Ok(Impersonation { token, replaced }) => {
            Ok(Json(Links { links: links::of(backend.melody.redirect_uris(), &token), replaced }))
        }
        Err(error) => Err(refusal(&format!("no link to act as {auth_id}"), error)),
    }
}

/// The console gets a general reason; the details go into the log.
fn refusal(what: &str, error: MelodyError) -> Refusal {
    let refusal = Refusal::from(&error);
    tracing::warn!("{what}: {:#}", anyhow::Error::from(error));
    refusal
}
