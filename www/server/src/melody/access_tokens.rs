//! Access tokens: their claims, and which of them are valid.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};

use super::behaviour::Behaviour;
use super::refusal::{INTERNAL, Refusal, WRONG_ACCESS_TOKEN};
use super::state::StandIn;

/// The claims of an access token.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(super) struct Claims {
    pub(super) sub: String,
    pub(super) azp: String,
    pub(super) iss: String,
    pub(super) scope: String,
    pub(super) iat: u64,
    pub(super) exp: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) roles: Option<Vec<String>>,
    #[serde(default, rename = "impersonatedBy", skip_serializing_if = "Option::is_none")]
    pub(super) impersonated_by: Option<String>,
}

impl Claims {
    pub(super) fn has_scope(&self, wanted: &str) -> bool {
        self.scope.split(' ').any(|scope| scope == wanted)
    }
}

/// A successful answer of the token endpoint.
#[derive(Serialize)]
pub(super) struct TokenAnswer {
    access_token: String,
    expires_in: u64,
    expires_on: u64,
    token_type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) refresh_token: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) scope: Option<String>,
}

/// What the claims of an access token are made from.
#[derive(Clone, Debug)]
pub(super) struct Holder {
    pub(super) sub: String,
    pub(super) azp: String,
    pub(super) scope: String,
    pub(super) roles: Option<Vec<String>>,
    pub(super) impersonated_by: Option<String>,
}

impl StandIn {
    /// A new access token, which expires `life` seconds after the server's time.
    pub(super) fn access_token(
        &self,
        holder: Holder,
        life: u64,
        behaviour: &Behaviour,
    ) -> Result<TokenAnswer, Refusal> {
        let iat = behaviour.now();
        let exp = iat.saturating_add(life);
        let Holder { sub, azp, scope, roles, impersonated_by } = holder;
        let claims =
            Claims { sub, azp, iss: self.issuer(behaviour), scope, iat, exp, roles, impersonated_by };
        let access_token = self.0.key.sign(&claims).map_err(|_| INTERNAL)?;
        let (refresh_token, scope) = (None, None);
        Ok(TokenAnswer {
            access_token,
            expires_in: life,
            expires_on: exp,
            token_type: "Bearer",
            refresh_token,
            scope,
        })
    }

    /// The claims of a token that is valid now. For what is no JWT at all the real server answers with status 500.
    pub(super) fn verified(&self, token: &str) -> Result<Claims, Refusal> {
        if !is_jwt(token) {
            return Err(INTERNAL);
        }
        let behaviour = self.behaviour();
        let is_valid =
            |claims: &Claims| claims.iss == self.issuer(&behaviour) && claims.exp > behaviour.now();
        self.0.key.verify_signature(token).filter(is_valid).ok_or(WRONG_ACCESS_TOKEN)
    }

    fn issuer(&self, behaviour: &Behaviour) -> String {
        format!("{}{}", self.0.origin, if behaviour.issuer_slash { "/" } else { "" })
    }
}

/// Whether there are a header and a payload of JSON.
fn is_jwt(token: &str) -> bool {
    let mut parts = token.split('.');
    let mut is_json = || {
        let bytes = URL_SAFE_NO_PAD.decode(parts.next()?).ok()?;
        serde_json::from_slice::<IgnoredAny>(&bytes).ok()
    };
    is_json().is_some() && is_json().is_some()
}

#[cfg(test)]
mod tests {
    use super::super::refusal::{INTERNAL, WRONG_ACCESS_TOKEN};
    use super::{Behaviour, Holder, StandIn};
    use serde_json::json;

    const ORIGIN: &str = "http://127.0.0.1:1";

    fn stand_in() -> StandIn {
        StandIn::new(ORIGIN, "http://localhost:2", "/app").unwrap()
    }

    fn holder() -> Holder {
        let (sub, azp, scope) = ("s".to_owned(), "a".to_owned(), "profile".to_owned());
        Holder { sub, azp, scope, roles: None, impersonated_by: None }
    }

    #[test]
    fn a_token_is_valid_until_its_expiry_by_the_servers_own_clock() {
        let server = stand_in();
        let behaviour = Behaviour { clock: 50_000, ..Behaviour::default() };
        let token = server.access_token(holder(), 60, &behaviour).unwrap().access_token;
        assert_eq!(server.verified(&token).unwrap().sub, "s");
        *server.0.behaviour.lock() = Behaviour { clock: 50_060, ..Behaviour::default() };
        assert_eq!(server.verified(&token).unwrap_err(), WRONG_ACCESS_TOKEN);
    }

    #[test]
    fn a_token_of_another_issuer_is_not_valid() {
        let server = stand_in();
        let behaviour = Behaviour { issuer_slash: true, ..Behaviour::default() };
        let token = server.access_token(holder(), 60, &behaviour).unwrap().access_token;
        assert_eq!(server.verified(&token).unwrap_err(), WRONG_ACCESS_TOKEN);
    }

    #[test]
    fn a_token_without_a_scope_such_as_an_id_token_is_not_valid() {
        let server = stand_in();
        let claims = json!({ "sub": "s", "azp": "a", "iss": ORIGIN, "iat": 1, "exp": u64::MAX });
        let token = server.0.key.sign(&claims).unwrap();
        assert_eq!(server.verified(&token).unwrap_err(), WRONG_ACCESS_TOKEN);
    }

    #[test]
    fn what_is_no_jwt_is_told_from_a_jwt_that_is_not_valid() {
        let server = stand_in();
        for text in ["", "text", "a.b.c", "e30", "e30.bm8.c2ln"] {
            assert_eq!(server.verified(text).unwrap_err(), INTERNAL, "{text}");
        }
        for text in ["e30.e30", "e30.e30.c2ln"] {
            assert_eq!(server.verified(text).unwrap_err(), WRONG_ACCESS_TOKEN, "{text}");
        }
    }
}
