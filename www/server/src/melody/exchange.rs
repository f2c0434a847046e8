//! `grant_type=refresh_token`: an access token for a refresh token.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use super::access_tokens::{Holder, TokenAnswer};
use super::behaviour::Behaviour;
use super::form::Form;
use super::refresh_tokens::Grant;
use super::refusal::{Refusal, WRONG_REFRESH_TOKEN};
use super::state::StandIn;
use super::token_endpoint::GRANT_TYPES;
use super::violations::{self, Violation};
use crate::faults;
use crate::hex;

const USER_DISABLED: Refusal =
    Refusal::new(StatusCode::UNAUTHORIZED, "Try to access a disabled account", "invalid_grant");
const NO_CLIENT_ID: Refusal =
    Refusal::new(StatusCode::BAD_REQUEST, "Invalid client_id provided", "invalid_request");

/// What is validated, and echoed if it is invalid.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Asked<'a> {
    refresh_token: &'a str,
    grant_type: &'a str,
}

impl StandIn {
    /// Counts an exchange, and answers it unless a fault is set.
    pub(super) async fn exchange(&self, form: &Form) -> Response {
        let grant = self.0.refresh_tokens.grant(form.text("refresh_token"));
        if grant.is_some_and(|grant| grant.is_console) {
            return self.exchanged(form, &Behaviour::default());
        }
        let visit = self.0.counts.exchanges.arrival();
        // Read the behaviour when a fault lets the request continue, not when the request arrives.
        let usual = async { self.exchanged(form, &self.behaviour()) };
        faults::tracked(self.0.exchange.answer(usual).await, visit)
    }

    fn exchanged(&self, form: &Form, behaviour: &Behaviour) -> Response {
        match self.traded(form, behaviour) {
            Ok(answer) => with_session(Json(answer).into_response()),
            Err(refusal) => {
                self.0.counts.exchanges_refused.add();
                refusal.answer(behaviour.errors)
            }
        }
    }

    fn traded(&self, form: &Form, behaviour: &Behaviour) -> Result<TokenAnswer, Refusal> {
        let token = form.text("refresh_token");
        valid(form.text("grant_type"), token)?;
        let grant = self.0.refresh_tokens.grant(token).ok_or(WRONG_REFRESH_TOKEN)?;
        if behaviour.client_id_required {
            named(&grant, form.get("client_id"))?;
        }
        let user = self.0.users.lock().with_auth_id(grant.auth_id);
        user.filter(|user| !user.disabled).ok_or(USER_DISABLED)?;
        let rotated = if behaviour.rotation {
            Some(self.0.refresh_tokens.rotate(token).ok_or(WRONG_REFRESH_TOKEN)?)
        } else {
            None
        };
        let mut answer = self.access_token(Holder::from(grant), behaviour.access_life, behaviour)?;
        answer.refresh_token = rotated.map(|token| token.expose().to_owned());
        Ok(answer)
    }
}

fn valid(grant_type: &str, refresh_token: &str) -> Result<(), Refusal> {
    let asked = Asked { refresh_token, grant_type };
    violations::none([
        Violation::of_choice(&asked, "grantType", grant_type, &GRANT_TYPES),
        Violation::of_emptiness(&asked, "refreshToken", refresh_token),
    ])
}

fn named(grant: &Grant, client_id: Option<&str>) -> Result<(), Refusal> {
    match client_id {
        None => Err(NO_CLIENT_ID),
        Some(client_id) if client_id != grant.client_id => Err(WRONG_REFRESH_TOKEN),
        Some(_) => Ok(()),
    }
}

impl From<Grant> for Holder {
    fn from(grant: Grant) -> Self {
        Self {
            sub: grant.auth_id.to_owned(),
            azp: grant.client_id,
            scope: grant.scope,
            roles: Some(grant.roles),
            impersonated_by: grant.impersonated_by.map(str::to_owned),
        }
    }
}

/// The real server sets a session cookie, twice. A page that omits credentials ignores it.
fn with_session(mut response: Response) -> Response {
    let cookie = format!("session=Fe26.2**{}; Path=/; HttpOnly; SameSite=Lax", hex::random::<32>());
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(header::SET_COOKIE, cookie.clone());
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}
