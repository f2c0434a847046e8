//! Signing out: the call that deletes a refresh token, and the navigation that ends the browser's own sign-in.

use std::collections::HashMap;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use url::form_urlencoded;

use super::apps::Kind;
use super::form::Form;
use super::refusal::{INTERNAL, Refusal, WRONG_REFRESH_TOKEN};
use super::state::StandIn;
use super::violations::{self, Violation};

const NO_APP: Refusal = Refusal::new(StatusCode::NOT_FOUND, "No SPA app found", "invalid_client");

/// The answer to the call: where the page should navigate.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct LoggedOut {
    success: bool,
    redirect_uri: String,
}

/// What is validated of the call, and echoed if it is invalid.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Asked<'a> {
    refresh_token: &'a str,
    post_logout_redirect_uri: &'a str,
}

/// What is validated of the navigation, and echoed if it is invalid.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Navigation<'a> {
    client_id: &'a str,
    post_logout_redirect_uri: &'a str,
}

/// `POST /identity/v1/logout`. It also succeeds, without deleting anything, if the token belongs to another user.
pub(super) async fn log_out(
    State(stand_in): State<StandIn>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<LoggedOut>, Refusal> {
    stand_in.0.counts.logouts.add();
    let claims = stand_in.bearer(&headers)?;
    let form = Form::read(&headers, &body);
    let refresh_token = form.text("refresh_token");
    let target = form.get("post_logout_redirect_uri").unwrap_or_default().trim();
    let asked = Asked { refresh_token, post_logout_redirect_uri: target };
    violations::none([Violation::of_emptiness(&asked, "refreshToken", refresh_token)])?;
    let grant = stand_in.0.refresh_tokens.grant(refresh_token).ok_or(WRONG_REFRESH_TOKEN)?;
    if claims.sub == grant.auth_id {
        stand_in.0.refresh_tokens.remove(refresh_token);
        stand_in.0.counts.logged_out.add();
    }
    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair("post_logout_redirect_uri", target)
        .append_pair("client_id", &grant.client_id)
        .finish();
    let redirect_uri = format!("{}/oauth2/v1/logout?{query}", stand_in.0.origin);
    Ok(Json(LoggedOut { success: true, redirect_uri }))
}

/// `GET /oauth2/v1/logout`. Nobody signs in to the stand-in itself, so it only redirects.
pub(super) async fn navigate(
    State(stand_in): State<StandIn>,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Response, Refusal> {
    let value = |name| query.get(name).map(|value: &String| value.trim()).unwrap_or_default();
    let (client_id, target) = (value("client_id"), value("post_logout_redirect_uri"));
    let asked = Navigation { client_id, post_logout_redirect_uri: target };
    violations::none([
        Violation::of_emptiness(&asked, "postLogoutRedirectUri", target),
        Violation::of_emptiness(&asked, "clientId", client_id),
    ])?;
    let app = stand_in.0.apps.with_client_id(client_id).filter(|app| app.kind == Kind::Spa).ok_or(NO_APP)?;
    let without_slash = target.strip_suffix('/').unwrap_or(target);
    let is_known = app.redirect_uris.iter().any(|uri| uri == without_slash);
    let first = app.redirect_uris.first().ok_or(INTERNAL)?;
    let location = if is_known { target } else { first };
    Ok((StatusCode::FOUND, [(header::LOCATION, location)]).into_response())
}
