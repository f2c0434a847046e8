//! `POST /oauth2/v1/revoke`: deletes a refresh token.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};

use super::authorization;
use super::form::Form;
use super::refusal::{ErrorFormat, Refusal, WRONG_REFRESH_TOKEN};
use super::state::StandIn;

const WRONG_HINT: Refusal =
    Refusal::new(StatusCode::BAD_REQUEST, "Invalid token_type_hint provided", "unsupported_token_type");

pub(super) async fn revoke(State(stand_in): State<StandIn>, headers: HeaderMap, body: Bytes) -> Response {
    stand_in.0.counts.revokes.add();
    stand_in.0.revoke.answer(async { stand_in.revoked(&headers, &Form::read(&headers, &body)) }).await
}

impl StandIn {
    fn revoked(&self, headers: &HeaderMap, form: &Form) -> Response {
        let errors = self.behaviour().errors;
        match self.end_token(headers, form) {
            Ok(()) => {
                self.0.counts.revoked.add();
                StatusCode::OK.into_response()
            }
            // By RFC 7009 an unknown token counts as revoked.
            Err(refusal) if errors == ErrorFormat::Json && refusal == WRONG_REFRESH_TOKEN => {
                StatusCode::OK.into_response()
            }
            Err(refusal) => refusal.answer(errors),
        }
    }

    /// The client id is in the `Authorization` header, or in the form if that is enabled. The password is not checked.
    fn end_token(&self, headers: &HeaderMap, form: &Form) -> Result<(), Refusal> {
        let named = form.get("client_id").filter(|_| self.behaviour().client_id_required);
        let client_id = match named {
            Some(client_id) => client_id.to_owned(),
            None => authorization::basic(headers)?.0,
        };
        let token = form.text("token");
        if token.is_empty() {
            return Err(WRONG_REFRESH_TOKEN);
        }
        if form.text("token_type_hint") != "refresh_token" {
            return Err(WRONG_HINT);
        }
        let grant = self.0.refresh_tokens.grant(token).ok_or(WRONG_REFRESH_TOKEN)?;
        if grant.client_id != client_id {
            return Err(WRONG_REFRESH_TOKEN);
        }
        self.0.refresh_tokens.remove(token);
        Ok(())
    }
}
