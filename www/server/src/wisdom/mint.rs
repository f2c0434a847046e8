//! Makes good and bad tokens.

use std::collections::{BTreeMap, HashMap};

use anyhow::Context;
use jsonwebtoken::jwk::JwkSet;
use parking_lot::Mutex;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::signing_key::SigningKey;

/// The claims of a token.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(super) struct Claims {
    pub(super) sub: String,
    pub(super) email: String,
    pub(super) iat: u64,
    pub(super) exp: u64,
    pub(super) impersonated_user_id: String,
    #[serde(default)]
    pub(super) attributes: BTreeMap<String, String>,
}

/// What the claims of a token are made from.
#[derive(Clone, Debug)]
pub(super) struct Order {
    pub(super) email: String,
    pub(super) attributes: BTreeMap<String, String>,
    pub(super) life: u64,
    pub(super) now: u64,
}

/// What kind of token is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Make {
    /// A good one.
    Good,
    /// One that has expired already.
    Expired,
    /// Text that is no token.
    Garbage,
    /// The user's last one again.
    Repeat,
    /// One issued before the user's last one, as by a server whose clock is behind.
    Older,
}

/// Makes tokens and remembers each user's last one.
#[derive(Debug)]
pub(super) struct Mint {
    key: &'static SigningKey,
    last: Mutex<HashMap<String, Minted>>,
}

#[derive(Clone)]
struct Minted {
    token: String,
    iat: u64,
}

impl Mint {
    pub(super) fn new(key: &'static SigningKey) -> Self {
        Self { key, last: Mutex::default() }
    }

    pub(super) fn published_keys(&self) -> anyhow::Result<serde_json::Value> {
        let keys: JwkSet = self.key.published();
        serde_json::to_value(keys).context("the public key could not be encoded")
    }

    pub(super) fn verify(&self, token: &str) -> Option<Claims> {
        self.verified(token)
    }

    /// The claims of a token of any kind, if it is valid and has them all.
    pub(super) fn verified<C: DeserializeOwned>(&self, token: &str) -> Option<C> {
        self.key.verify(token)
    }

    /// A token with these claims.
    pub(super) fn sign(&self, claims: &impl Serialize) -> anyhow::Result<String> {
        self.key.sign(claims)
    }

    pub(super) fn make(&self, make: Make, order: &Order) -> anyhow::Result<String> {
        let last = self.last.lock().get(&order.email).cloned();
        let made_at = match (make, last) {
            (Make::Garbage, _) => return Ok("this is not a token".to_owned()),
            (Make::Repeat, Some(last)) => return Ok(last.token),
            (Make::Older, Some(last)) => last.iat.min(order.now).saturating_sub(1),
            (Make::Older, None) => order.now.saturating_sub(1),
            (Make::Expired, _) => order.now.saturating_sub(order.life + 1),
            (Make::Good | Make::Repeat, _) => order.now,
        };
        let token = self.key.sign(&claims(order, made_at))?;
        let minted = Minted { token: token.clone(), iat: made_at };
        self.last.lock().insert(order.email.clone(), minted);
        Ok(token)
    }
}

fn claims(order: &Order, made_at: u64) -> Claims {
    let name = order.email.split('@').next().unwrap_or_default();
    Claims {
        sub: format!("user-{name}"),
        email: order.email.clone(),
        iat: made_at,
        exp: made_at + order.life,
        impersonated_user_id: format!("user-{name}"),
        attributes: order.attributes.clone(),
    }
}

impl std::fmt::Debug for Minted {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Minted").field("iat", &self.iat).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::{Claims, Make, Mint, Order};
    use crate::signing_key::SigningKey;
    use crate::unix_time;

    fn mint() -> Mint {
        Mint::new(SigningKey::of_this_process().unwrap())
    }

    fn order(now: u64) -> Order {
        let attributes = [("region".to_owned(), "Europe".to_owned())].into();
        Order { email: "alice@example.com".into(), attributes, life: 60, now }
    }

    #[test]
    fn a_good_token_has_the_user_the_attributes_and_the_expiry() {
        let (mint, now) = (mint(), unix_time::now());
        let token = mint.make(Make::Good, &order(now)).unwrap();
        let Claims { email, attributes, iat, exp, .. } = mint.verify(&token).unwrap();
        assert_eq!((email.as_str(), iat, exp), ("alice@example.com", now, now + 60));
        assert_eq!(attributes["region"], "Europe");
    }

    #[test]
    fn two_tokens_of_one_second_are_equal() {
        let (mint, order) = (mint(), order(unix_time::now()));
        assert_eq!(mint.make(Make::Good, &order).unwrap(), mint.make(Make::Good, &order).unwrap());
    }

    #[test]
    fn a_token_expires_at_its_expiry() {
        let (mint, now) = (mint(), unix_time::now());
        let over = mint.make(Make::Good, &order(now - 60)).unwrap();
        assert!(mint.verify(&over).is_none());
        let expired = mint.make(Make::Expired, &order(now)).unwrap();
        assert!(mint.verify(&expired).is_none());
    }

    #[test]
    fn another_key_s_token_is_refused() {
        let token = mint().make(Make::Good, &order(unix_time::now())).unwrap();
        let claims: Option<Claims> = SigningKey::generate().unwrap().verify(&token);
        assert!(claims.is_none());
    }

    #[test]
    fn a_repeated_token_is_the_last_one_however_late() {
        let (mint, now) = (mint(), unix_time::now());
        let first = mint.make(Make::Repeat, &order(now)).unwrap();
        assert_eq!(mint.make(Make::Repeat, &order(now + 5)).unwrap(), first);
        assert_ne!(mint.make(Make::Good, &order(now + 5)).unwrap(), first);
    }

    #[test]
    fn an_older_token_was_made_before_the_last_one() {
        let (mint, now) = (mint(), unix_time::now());
        mint.make(Make::Good, &order(now)).unwrap();
        for before in [now - 1, now - 2] {
            let older = mint.make(Make::Older, &order(now + 3)).unwrap();
            assert_eq!(mint.verify(&older).unwrap().iat, before);
        }
    }
}
