//! The key that signs the stand-in's tokens. It is made anew at each start, so that none lies about in a repository.

use std::fmt;
use std::sync::OnceLock;

use anyhow::Context;
use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rsa::{KeyPair, KeySize};
use jsonwebtoken::jwk::{Jwk, JwkSet};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, TokenData, Validation};
use serde::Serialize;
use serde::de::DeserializeOwned;

const KEY_ID: &str = "stand-in";

/// An RSA key: it signs, and it verifies what it signed.
pub(super) struct SigningKey {
    private: EncodingKey,
    public: DecodingKey,
    published: Jwk,
}

impl SigningKey {
    /// The one key of this process: making one takes a while.
    pub(super) fn of_this_process() -> anyhow::Result<&'static Self> {
        static KEY: OnceLock<SigningKey> = OnceLock::new();
        match KEY.get() {
            Some(key) => Ok(key),
            None => Self::generate().map(|key| KEY.get_or_init(|| key)),
        }
    }

    pub(super) fn generate() -> anyhow::Result<Self> {
        let pair = KeyPair::generate(KeySize::Rsa2048).context("an RSA key could not be made")?;
        let der: Pkcs8V1Der<'_> = pair.as_der().context("the RSA key could not be encoded")?;
        let pem = pem::encode(&pem::Pem::new("PRIVATE KEY", der.as_ref()));
        let private = EncodingKey::from_rsa_pem(pem.as_bytes())?;
        let mut published = Jwk::from_encoding_key(&private, Algorithm::RS256)?;
        published.common.key_id = Some(KEY_ID.to_owned());
        Ok(Self { public: DecodingKey::from_jwk(&published)?, private, published })
    }

    /// A compact JWT of these claims.
    pub(super) fn sign(&self, claims: &impl Serialize) -> anyhow::Result<String> {
        let header = Header { kid: Some(KEY_ID.to_owned()), ..Header::new(Algorithm::RS256) };
        Ok(jsonwebtoken::encode(&header, claims, &self.private)?)
    }

    /// The claims of a token which this key signed and which has not run out.
    pub(super) fn verify<C: DeserializeOwned>(&self, token: &str) -> Option<C> {
        let mut validation = Validation::new(Algorithm::RS256);
        validation.leeway = 0;
        // Over at `exp`, not a second after it.
        validation.reject_tokens_expiring_in_less_than = 1;
        let verified: TokenData<C> = jsonwebtoken::decode(token, &self.public, &validation).ok()?;
        Some(verified.claims)
    }

    /// What others need to verify its signatures.
    pub(super) fn published(&self) -> JwkSet {
        JwkSet { keys: vec![self.published.clone()] }
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("SigningKey(…)")
    }
}
