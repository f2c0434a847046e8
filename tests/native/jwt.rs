//! Tokens for the tests: compact JWTs whose last part is a name, so that a token can be told from another.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use embed_host::protocol::{Claims, TokenGrant};

/// A compact JWT with this payload, signed with its name.
pub(crate) fn with_payload(payload: impl AsRef<[u8]>, name: &str) -> String {
    format!("{}.{}.{name}", URL_SAFE_NO_PAD.encode(r#"{"alg":"RS256"}"#), URL_SAFE_NO_PAD.encode(payload))
}

/// A compact JWT that was issued at this time and lives for an hour.
pub(crate) fn issued_at(seconds: u64, name: &str) -> String {
    with_payload(format!(r#"{{"sub":"alice","iat":{seconds},"exp":{}}}"#, seconds + 3600), name)
}

/// What a token source gives: such a token, with the claims that a browser reads of it.
pub(crate) fn grant(seconds: u64, name: &str) -> TokenGrant {
    let claims = Claims { issued_at: Some(seconds), expires_at: Some(seconds + 3600) };
    TokenGrant { claims, ..TokenGrant::new(issued_at(seconds, name)) }
}

/// The name that a token of these tests is signed with.
pub(crate) fn name_of(token: &str) -> &str {
    token.rsplit('.').next().unwrap_or(token)
}
