//! The operations that manage users. They need a bearer token with the permission `iam:write`.

use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::answer;
use super::operation::Operation;
use super::state::StandIn;
use super::users::{GivenAttribute, RoleAssignment, User};
use crate::unix_time;

/// The permission to manage users.
const IAM_WRITE: &str = "iam:write";

/// Lifetime of a token for the API, in seconds. The vendor says that it is limited, and not to how much.
const API_TOKEN_LIFE: u64 = 3600;

/// The claims of a token for the API.
#[derive(Debug, Deserialize, Serialize)]
struct ApiClaims {
    iat: u64,
    exp: u64,
    permissions: Vec<String>,
    /// How many times all tokens before it were revoked.
    generation: u64,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Exchange {
    access_token: String,
}

#[derive(Deserialize)]
struct Given<I> {
    input: I,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct CreateUsers {
    emails: Vec<String>,
    #[serde(rename = "workspaceID")]
    _workspace: Option<String>,
    role_assignments: Option<Vec<RoleAssignment>>,
    #[serde(rename = "sendWelcomeEmail")]
    _welcome: Option<bool>,
    user_attributes: Option<Vec<GivenAttribute>>,
    #[serde(rename = "userGroupIds")]
    _groups: Option<Vec<String>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct SetUserAttributes {
    user_id: String,
    user_attributes: Vec<GivenAttribute>,
}

impl StandIn {
    pub(super) fn manage(&self, operation: Operation, headers: &HeaderMap, variables: Value) -> Response {
        if operation == Operation::ExchangeAccessToken {
            return self.exchange(variables);
        }
        if !self.may_manage(headers) {
            return answer::errors(StatusCode::OK, "Unauthorized");
        }
        let outcome = match operation {
            Operation::CreateUsers => read(variables).map(|Given { input }| self.create(input)),
            Operation::SetUserAttributes => read(variables).map(|Given { input }| self.set(input)),
            _ => Some(answer::data(&json!({ "listUsers": self.0.users.all() }))),
        };
        outcome.unwrap_or_else(|| answer::errors(StatusCode::OK, "Variable \"$input\" got invalid value"))
    }

    fn exchange(&self, variables: Value) -> Response {
        let Exchange { access_token } = read(variables).unwrap_or_default();
        if access_token != self.0.access_key.expose() {
            return answer::errors(StatusCode::OK, "Unauthorized");
        }
        match self.0.mint.sign(&self.api_claims()) {
            Ok(token) => answer::data(&json!({ "exchangeAccessToken": token })),
            Err(_) => answer::errors(StatusCode::INTERNAL_SERVER_ERROR, "The token could not be signed"),
        }
    }

    fn api_claims(&self) -> ApiClaims {
        let behaviour = self.0.behaviour.lock();
        let permissions = if behaviour.iam_write { vec![IAM_WRITE.to_owned()] } else { Vec::new() };
        let iat = unix_time::now();
        ApiClaims { iat, exp: iat + API_TOKEN_LIFE, permissions, generation: behaviour.generation }
    }

    fn may_manage(&self, headers: &HeaderMap) -> bool {
        let bearer = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let token = bearer.and_then(|value| value.strip_prefix("Bearer ")).unwrap_or_default();
        let claims: Option<ApiClaims> = self.0.mint.verified(token);
        let generation = self.0.behaviour.lock().generation;
        claims.is_some_and(|claims| {
            claims.generation == generation && claims.permissions.iter().any(|held| held == IAM_WRITE)
        })
    }

    fn create(&self, input: CreateUsers) -> Response {
        let attributes = input.user_attributes.unwrap_or_default();
        for email in input.emails {
            self.0.users.create(User {
                id: String::new(),
                email,
                attributes: attributes.iter().cloned().map(Into::into).collect(),
                roles: input.role_assignments.clone().unwrap_or_default(),
            });
        }
        status(Operation::CreateUsers, "OK", "Users created successfully")
    }

    fn set(&self, input: SetUserAttributes) -> Response {
        if self.0.users.set_attributes(&input.user_id, input.user_attributes) {
            status(Operation::SetUserAttributes, "OK", "User attributes updated successfully")
        } else {
            status(Operation::SetUserAttributes, "NOT_FOUND", "User not found")
        }
    }
}

fn read<V: DeserializeOwned>(variables: Value) -> Option<V> {
    serde_json::from_value(variables).ok()
}

/// What a mutation came to: with HTTP status 200 whatever that is.
fn status(operation: Operation, code: &str, message: &str) -> Response {
    let status = json!({ "code": code, "message": message });
    answer::data(&json!({ operation.field(): { "status": status } }))
}
