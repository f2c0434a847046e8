//! `grant_type=client_credentials`: an access token for a server itself.

use axum::Json;
use axum::http::{HeaderMap, StatusCode};
use serde::Serialize;

use super::access_tokens::{Holder, TokenAnswer};
use super::apps::{App, Kind};
use super::authorization;
use super::form::Form;
use super::lifetimes;
use super::refusal::Refusal;
use super::state::StandIn;
use super::violations::{self, Violation};

const NO_APP: Refusal = Refusal::new(StatusCode::NOT_FOUND, "No S2S app found", "invalid_client");
const NOT_A_SERVER: Refusal =
    Refusal::new(StatusCode::UNAUTHORIZED, "A S2S request sent to a non-S2S app", "unauthorized_client");
const WRONG_SECRET: Refusal =
    Refusal::new(StatusCode::UNAUTHORIZED, "Wrong S2S client secret provided", "invalid_client");

/// What is validated, and echoed if it is invalid.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Asked<'a> {
    grant_type: &'a str,
    scopes: &'a [String],
}

impl StandIn {
    pub(super) fn client_credentials(
        &self,
        headers: &HeaderMap,
        form: &Form,
    ) -> Result<Json<TokenAnswer>, Refusal> {
        let (client_id, secret) = authorization::basic_with_password(headers)?;
        let scopes = scopes(form)?;
        let app = self.with_secret(&client_id, &secret)?;
        let behaviour = self.behaviour();
        let has = |scope: &&str| app.scopes.contains(scope) && behaviour.grants_server(scope);
        let granted: Vec<&str> = scopes.iter().map(String::as_str).filter(has).collect();
        let scope = granted.join(" ");
        let (sub, azp) = (client_id.clone(), client_id);
        let holder = Holder { sub, azp, scope: scope.clone(), roles: None, impersonated_by: None };
        let mut answer = self.access_token(holder, lifetimes::SERVER_ACCESS, &behaviour)?;
        answer.scope = Some(scope);
        Ok(Json(answer))
    }

    fn with_secret(&self, client_id: &str, secret: &str) -> Result<&App, Refusal> {
        let app = self.0.apps.with_client_id(client_id).ok_or(NO_APP)?;
        if app.kind != Kind::S2s {
            return Err(NOT_A_SERVER);
        }
        (app.secret.expose() == secret).then_some(app).ok_or(WRONG_SECRET)
    }
}

/// The requested scopes. There must be at least one.
fn scopes(form: &Form) -> Result<Vec<String>, Refusal> {
    let scope = form.get("scope").filter(|scope| !scope.is_empty());
    let scopes: Vec<String> = scope
        .into_iter()
        .flat_map(|scope| scope.split(' '))
        .map(|scope| scope.trim().to_lowercase())
        .collect();
    let asked = Asked { grant_type: "client_credentials", scopes: &scopes };
    violations::none([Violation::of_shortage(&asked, "scopes", scopes.as_slice())])?;
    Ok(scopes)
}
