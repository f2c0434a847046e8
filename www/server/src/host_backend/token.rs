//! A freshly minted token, on its way to the browser.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

use super::secret::Secret;

/// A JWT in compact form. `Debug` prints a mask; it can be read by serialising it for the browser, or as a [`Secret`].
#[derive(Clone, Serialize)]
#[serde(transparent)]
pub struct Token(String);

/// The two claims that give a token's lifetime. The vendor guarantees neither.
#[derive(Deserialize)]
struct Times {
    iat: Option<u64>,
    exp: Option<u64>,
}

impl Token {
    /// Accepts what looks like a JWT: three parts in base64url. Nothing else is sent to a browser.
    pub fn parse(text: String) -> Option<Self> {
        let parts: Vec<&str> = text.split('.').collect();
        let encoded = |part: &&str| !part.is_empty() && URL_SAFE_NO_PAD.decode(part).is_ok();
        (parts.len() == 3 && parts.iter().all(encoded)).then_some(Self(text))
    }

    /// Its lifetime in seconds, if the token has both claims. Both come from one clock; neither is compared with the
    /// time here, so a wrong clock does no harm.
    pub fn life(&self) -> Option<u64> {
        let payload = URL_SAFE_NO_PAD.decode(self.0.split('.').nth(1)?).ok()?;
        let times: Times = serde_json::from_slice(&payload).ok()?;
        times.exp?.checked_sub(times.iat?).filter(|life| *life > 0)
    }
}

impl From<Token> for Secret {
    /// For the request that needs it.
    fn from(Token(text): Token) -> Self {
        Self::new(text)
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Token(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::{Engine, Token, URL_SAFE_NO_PAD};

    fn token(payload: &str) -> Option<Token> {
        Token::parse(format!("e30.{}.c2ln", URL_SAFE_NO_PAD.encode(payload)))
    }

    #[test]
    fn only_three_parts_of_base64url_are_a_token() {
        assert!(token("{}").is_some());
        for text in [
            "",
            "e30",
            "e30.e30",
            "e30..c2ln",
            "e30.e30.c2ln.e30",
            "e30.e30.c2+n",
            "e30.e30.c2ln=",
            "<a>.<b>.<c>",
        ] {
            assert!(Token::parse(text.into()).is_none(), "{text}");
        }
    }

    #[test]
    fn its_life_is_the_distance_of_its_own_claims() {
        let life = |payload| token(payload).unwrap().life();
        assert_eq!(life(r#"{"iat":1000,"exp":4600}"#), Some(3600));
        for unknown in
            [r#"{"exp":4600}"#, r#"{"iat":1000}"#, r#"{"iat":5,"exp":5}"#, r#"{"iat":9,"exp":5}"#, "no json"]
        {
            assert_eq!(life(unknown), None, "{unknown}");
        }
    }

    #[test]
    fn a_printed_token_is_masked() {
        assert_eq!(format!("{:?}", token("{}")), "Some(Token(…))");
    }
}
