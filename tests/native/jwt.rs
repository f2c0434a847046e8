//! Tokens for the tests: compact JWTs whose last part is a name, so that a token can be told from another.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// A compact JWT with this payload, signed with its name.
pub(crate) fn with_payload(payload: impl AsRef<[u8]>, name: &str) -> String {
    format!("{}.{}.{name}", URL_SAFE_NO_PAD.encode(r#"{"alg":"RS256"}"#), URL_SAFE_NO_PAD.encode(payload))
}

/// A compact JWT that was issued at this time and lives for an hour.
pub(crate) fn issued_at(seconds: u64, name: &str) -> String {
    with_payload(format!(r#"{{"sub":"alice","iat":{seconds},"exp":{}}}"#, seconds + 3600), name)
}

/// The name that a token of these tests is signed with.
pub(crate) fn name_of(token: &str) -> &str {
    token.rsplit('.').next().unwrap_or(token)
}
