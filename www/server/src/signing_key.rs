//! The key that signs the stand-ins' tokens. Each process generates its own, so that no key is in the repository, unless it is
//! given one: making a key takes longer than all else that a start of the servers costs, and tests start them often.

use std::path::Path;
use std::sync::OnceLock;
use std::{fmt, fs};

use anyhow::{Context, anyhow};
use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der, PublicKeyX509Der};
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::KeyPair as _;
use jsonwebtoken::jwk::{Jwk, JwkSet, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, TokenData, Validation};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::hex;

static KEY: OnceLock<SigningKey> = OnceLock::new();

/// Signs with the RSA key in a file (PKCS #8, in PEM), and not with one that this process makes.
///
/// # Errors
///
/// When the file cannot be read or holds something else, or when there is a key already.
pub fn read(file: &Path) -> anyhow::Result<()> {
    let key = SigningKey::in_file(file).with_context(|| format!("--signing-key {}", file.display()))?;
    KEY.set(key).map_err(|_| anyhow!("the servers have a signing key already"))
}

/// An RSA key that signs, and verifies what it signed.
pub(crate) struct SigningKey {
    private: EncodingKey,
    public: DecodingKey,
    published: Jwk,
    id: String,
}

impl SigningKey {
    /// The key of this process. There is one, because generating it takes a while.
    pub(crate) fn of_this_process() -> anyhow::Result<&'static Self> {
        match KEY.get() {
            Some(key) => Ok(key),
            None => Self::generate().map(|key| KEY.get_or_init(|| key)),
        }
    }

    pub(crate) fn generate() -> anyhow::Result<Self> {
        Self::of(&KeyPair::generate(KeySize::Rsa2048).context("an RSA key could not be made")?)
    }

    fn in_file(file: &Path) -> anyhow::Result<Self> {
        let pem = pem::parse(fs::read(file)?).map_err(|_| anyhow!("this is not one key in PEM"))?;
        Self::of(&KeyPair::from_pkcs8(pem.contents()).context("this is not an RSA key in PKCS #8")?)
    }

    fn of(pair: &KeyPair) -> anyhow::Result<Self> {
        let der: Pkcs8V1Der<'_> = pair.as_der().context("the RSA key could not be encoded")?;
        let pem = pem::encode(&pem::Pem::new("PRIVATE KEY", der.as_ref()));
        let private = EncodingKey::from_rsa_pem(pem.as_bytes())?;
        let mut published = Jwk::from_encoding_key(&private, Algorithm::RS256)?;
        let id = key_id(pair)?;
        published.common.key_id = Some(id.clone());
        published.common.public_key_use = Some(PublicKeyUse::Signature);
        Ok(Self { public: DecodingKey::from_jwk(&published)?, private, published, id })
    }

    /// A compact JWT of these claims.
    pub(crate) fn sign(&self, claims: &impl Serialize) -> anyhow::Result<String> {
        let header = Header { kid: Some(self.id.clone()), ..Header::new(Algorithm::RS256) };
        Ok(jsonwebtoken::encode(&header, claims, &self.private)?)
    }

    /// The claims of a token that this key signed and that has not expired.
    pub(crate) fn verify<C: DeserializeOwned>(&self, token: &str) -> Option<C> {
        let mut validation = Validation::new(Algorithm::RS256);
        validation.leeway = 0;
        // A token expires at `exp`, not a second later.
        validation.reject_tokens_expiring_in_less_than = 1;
        self.claims(token, &validation)
    }

    /// The claims of a token that this key signed, expired or not.
    pub(crate) fn verify_signature<C: DeserializeOwned>(&self, token: &str) -> Option<C> {
        let mut validation = Validation::new(Algorithm::RS256);
        validation.validate_exp = false;
        validation.required_spec_claims.clear();
        self.claims(token, &validation)
    }

    fn claims<C: DeserializeOwned>(&self, token: &str, validation: &Validation) -> Option<C> {
        let verified: TokenData<C> = jsonwebtoken::decode(token, &self.public, validation).ok()?;
        Some(verified.claims)
    }

    /// The public key, for others to verify signatures.
    pub(crate) fn published(&self) -> JwkSet {
        JwkSet { keys: vec![self.published.clone()] }
    }
}

/// A hash of the public key, so that two keys never share an id.
fn key_id(pair: &KeyPair) -> anyhow::Result<String> {
    let der: PublicKeyX509Der<'_> =
        pair.public_key().as_der().context("the public key could not be encoded")?;
    Ok(hex::sha256(der.as_ref()))
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("SigningKey(…)")
    }
}
