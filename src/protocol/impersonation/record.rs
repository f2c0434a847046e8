//! What is stored of a session, so that it survives a reload of the page.

use core::hash::Hasher;

use fnv::FnvHasher;
use serde::{Deserialize, Serialize};

use super::Link;
use super::claims::Times;
use crate::protocol::{Instant, Secret};

/// What is stored of a session, as JSON. The access token is not: a new one is fetched.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Record {
    /// The [`fingerprint`] of the link's refresh token. It stays the same when the server rotates the token.
    pub(super) fingerprint: u64,
    #[serde(with = "exposed")]
    pub(super) refresh_token: Secret,
    /// When the refresh token expires, in seconds since the epoch by the server's clock.
    pub(super) expires_on: Option<u64>,
    /// The refresh token's lifetime from when it was issued, in seconds.
    pub(super) expires_in: Option<u64>,
}

/// Stores a secret as a plain string. A [`Secret`] has no serialisation of its own, so that none is written by accident.
mod exposed {
    use serde::{Deserialize, Deserializer, Serializer};

    use crate::protocol::Secret;

    pub(super) fn serialize<S: Serializer>(secret: &Secret, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(secret.expose())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Secret, D::Error> {
        String::deserialize(deserializer).map(Secret::new)
    }
}

/// A number that tells links apart without holding their tokens. It is stored, so the hash must be the same in every release
/// of this crate and of Rust; the hasher of std is not.
pub(super) fn fingerprint(token: &Secret) -> u64 {
    let mut hasher = FnvHasher::default();
    hasher.write(token.expose().as_bytes());
    hasher.finish()
}

impl Record {
    /// The record of a link that a host opens.
    pub(super) fn of_link(link: Link) -> Self {
        Self {
            fingerprint: fingerprint(&link.refresh_token),
            refresh_token: link.refresh_token,
            expires_on: link.expires_on,
            expires_in: link.expires_in,
        }
    }

    /// The link that the record was made of, as long as nothing was granted for it.
    pub(super) fn to_link(&self) -> Link {
        let Self { refresh_token, expires_on, expires_in, .. } = self.clone();
        Link { refresh_token, expires_on, expires_in }
    }

    /// Sets when the refresh token expires at the latest, if that is not known. Its lifetime counts from when it was issued,
    /// which was before the server answered.
    pub(super) fn limit(&mut self, times: Times) {
        let latest = self.expires_in.map(|lifetime| times.server_now.saturating_add(lifetime));
        self.expires_on = self.expires_on.or(latest);
    }

    /// When the refresh token expires on the page's time line, given when the server's answer was received.
    pub(super) fn expires_at(&self, times: Times, received: Instant) -> Instant {
        let left = |on: u64| on.saturating_sub(times.server_now).saturating_mul(1000);
        self.expires_on.map_or(Instant::END, |on| received.after(left(on)))
    }

    /// Reads a record. Text of any other form is no session.
    pub(super) fn from_json(text: &str) -> Option<Self> {
        let record: Self = serde_json::from_str(text).ok()?;
        (!record.refresh_token.expose().is_empty()).then_some(record)
    }

    /// The record as JSON.
    pub(super) fn to_json(&self) -> String {
        // It does not fail: there is no map whose keys are not strings. If it did, an empty text would be no session.
        serde_json::to_string(self).unwrap_or_default()
    }
}
